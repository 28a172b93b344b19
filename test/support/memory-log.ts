import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId, madeContact } from '../../src/domain/model/contact/contact.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { type LoggedEvent, type OutboundEvent } from '../../src/domain/model/event/event.js';
import { eventIdAt, type EventPlace } from '../../src/domain/model/event/event-id.js';
import { type EventType, isContactEventType } from '../../src/domain/model/event/event-type.js';
import { openedMessage } from '../../src/domain/model/message/message.js';
import { snapshotOf } from '../../src/domain/model/message/message-snapshot.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type EventLog } from '../../src/domain/ports/event-log.js';
import { draft, newContact } from '../contracts/support.js';

/** A log of events in memory, for those who only read it. */
export interface MemoryLog {
  readonly events: Pick<EventLog, 'after' | 'newest'>;
  readonly write: (account: AccountId, type?: EventType, caption?: string) => LoggedEvent;
  /** Has the store fail from now on, or work again. */
  readonly fail: (isDown: boolean) => void;
  /** How many pages were read. */
  readonly reads: () => number;
}

/** How many events one call looks at. */
const STEP = 7;

const AT = Date.UTC(2026, 10, 23, 12);

/** `between` runs before each answer, so that others come in between. */
export const memoryLog = (between: () => Promise<void> = () => Promise.resolve()): MemoryLog => {
  const logs = new Map<AccountId, LoggedEvent[]>();
  let isDown = false;
  let reads = 0;
  const of = (account: AccountId): LoggedEvent[] => logs.get(account) ?? [];
  return {
    events: {
      after: (account, place, types, limit) => async () => {
        reads += 1;
        await between();
        if (isDown) return E.left(unavailable('the disk is gone'));
        const all = of(account);
        const items: LoggedEvent[] = [];
        let through: number = place;
        while (through < all.length && items.length < limit && through - place < STEP) {
          const found = all[through];
          through += 1;
          if (found !== undefined && (types === null || types.includes(found.event.type))) items.push(found);
        }
        return E.right({ items, damaged: [], through: through as EventPlace, more: through < all.length });
      },
      newest: (account) =>
        isDown ? TE.left(unavailable('the disk is gone')) : TE.right(of(account).length as EventPlace),
    },
    write: (account, type = 'message.sent', caption) => {
      const all = logs.get(account) ?? [];
      logs.set(account, all);
      const place = (all.length + 1) as EventPlace;
      const logged = { id: eventIdAt(place, `r${place}-------`), event: eventOf(account, type, caption) };
      all.push(logged);
      return logged;
    },
    fail: (now) => {
      isDown = now;
    },
    reads: () => reads,
  };
};

const eventOf = (accountId: AccountId, type: EventType, caption = 'Hi'): OutboundEvent => {
  const base = { accountId, at: AT };
  if (type === 'account.attention')
    return {
      ...base,
      type,
      name: 'Acme',
      health: { problems: [], lastSentAt: null, lastStatusAt: null, refusedSignatures: null },
    };
  if (type === 'contact.erased') return { ...base, type, contactId: 17 as ContactId };
  if (isContactEventType(type)) {
    const contact = madeContact(newContact(1), accountId, 17 as ContactId, AT);
    return { ...base, type, contact, optedOutAt: type === 'contact.opted_out' ? AT : null };
  }
  return { ...base, type, message: { ...snapshotOf(openedMessage(draft(), 7 as ChatMessageId, AT, 0)), caption } };
};
