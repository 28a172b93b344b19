import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CallError } from '../../model/errors.js';
import { type LoggedEvent } from '../../model/event/event.js';
import { givenFields } from '../../model/given-fields.js';
import { type EventId, idForPlace } from '../../model/event/event-id.js';
import { type EventLog } from '../../ports/event-log.js';
import { type Clock } from '../../ports/clock.js';
import { type Damaged } from '../../ports/store.js';
import { type AdmitPorts, type Caller } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { valid } from '../resources/valid.js';
import { type EventList, type ListEvents } from './call.js';
import { type EventListQuery, parseEventListQuery } from './query.js';
import { visibleTypes } from './visible-types.js';

export interface ListEventsPorts extends AdmitPorts {
  readonly events: Pick<EventLog, 'after'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** Called with each event that is left out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
}

export const makeListEvents =
  (ports: ListEventsPorts): ListEvents =>
  ({ credentials, query }) =>
    answerAdmitted(ports, { credentials, scope: 'messages:read', asked: query }, (caller, fields) =>
      pipe(
        valid(parseEventListQuery(givenFields(fields))),
        TE.chainW((parsed) => listEvents(ports, caller, parsed)),
      ),
    );

/** How many steps a page takes at most. */
const MOST_STEPS = 20;

/**
 * One page. The work of each step is bounded, and others have their turn in between. A page may have fewer events than
 * asked for, and none, and still a `nextCursor`.
 */
const listEvents =
  (
    { events, clock, onDamaged }: ListEventsPorts,
    { account, token }: Caller,
    { after, types, limit }: EventListQuery,
  ): TE.TaskEither<CallError, EventList> =>
  async () => {
    const visible = visibleTypes(token, types);
    const found: LoggedEvent[] = [];
    let place = after;
    for (let step = 1; visible?.length !== 0; step += 1) {
      const page = await events.after(account.id, place, visible, limit - found.length)();
      if (E.isLeft(page)) return page;
      page.right.damaged.forEach(onDamaged);
      found.push(...page.right.items);
      place = page.right.through;
      if (!page.right.more) break;
      if (found.length >= limit || step >= MOST_STEPS) return E.right(pageOf(found, idForPlace(place)));
      await clock.sleep(0)();
    }
    return E.right(pageOf(found, null));
  };

/** The last event says where to go on, if there is one. */
const pageOf = (events: readonly LoggedEvent[], otherwise: EventId | null): EventList => ({
  events,
  nextCursor: events.at(-1)?.id ?? otherwise,
});
