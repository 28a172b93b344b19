import { type AccountId } from '../../../model/account/account.js';
import { type EventPlace } from '../../../model/event/event-id.js';
import { type Listener } from './listener.js';
import { type HubPorts } from './ports.js';
import { readPage } from './read-page.js';

/** How many events are read at once for all listeners of an account. */
const PAGE = 100;

/** How many listeners are handed a page in one turn of the event loop. */
const AT_ONCE = 16;

/**
 * Reads some events once for all listeners of an account that have joined, from where the one that is behind most
 * stands. Answers whether there may be more.
 */
export const readForAll = async (
  ports: HubPorts,
  account: AccountId,
  listeners: ReadonlySet<Listener>,
): Promise<boolean> => {
  const behind = leastPlace(listeners);
  if (behind === null) return false;
  const page = await readPage(ports, account, behind, null, PAGE);
  if (page === null) return false;
  for (const [index, listener] of [...listeners].entries()) {
    listener.take(page, behind);
    // Each writes what it took before others have their turn.
    if (index % AT_ONCE === AT_ONCE - 1) await ports.clock.sleep(0)();
  }
  return page.more;
};

const leastPlace = (listeners: ReadonlySet<Listener>): EventPlace | null => {
  let least: EventPlace | null = null;
  for (const listener of listeners) {
    const place = listener.joinedAt();
    if (place !== null && (least === null || place < least)) least = place;
  }
  return least;
};
