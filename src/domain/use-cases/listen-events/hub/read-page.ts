import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../model/account/account.js';
import { type EventPlace } from '../../../model/event/event-id.js';
import { type EventType } from '../../../model/event/event-type.js';
import { type EventPage } from '../../../ports/event-log.js';
import { type HubPorts } from './ports.js';

/** Some events behind a place; null where they cannot be read now. A defect must not end the reading of all. */
export const readPage = async (
  { events, onDamaged, onFault }: Pick<HubPorts, 'events' | 'onDamaged' | 'onFault'>,
  account: AccountId,
  place: EventPlace,
  types: readonly EventType[] | null,
  limit: number,
): Promise<EventPage | null> => {
  try {
    const page = await events.after(account, place, types, limit)();
    if (E.isLeft(page)) {
      onFault(page.left.cause);
      return null;
    }
    page.right.damaged.forEach(onDamaged);
    return page.right;
  } catch (cause) {
    onFault(cause);
    return null;
  }
};
