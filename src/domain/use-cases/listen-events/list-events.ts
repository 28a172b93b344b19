import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CallError } from '../../model/errors.js';
import { type LoggedEvent } from '../../model/event/event.js';
import { givenFields } from '../../model/given-fields.js';
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

/** How many steps a page that has some events takes at most. An empty one goes on to the end: null says that it is. */
const MOST_STEPS = 20;

/** One page. The work of each step is bounded, and others have their turn in between. */
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
      if (!page.right.more || found.length >= limit || (found.length > 0 && step >= MOST_STEPS)) break;
      await clock.sleep(0)();
    }
    return E.right({ events: found, nextCursor: found.at(-1)?.id ?? null });
  };
