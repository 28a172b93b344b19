import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId, madeContact } from '../../src/domain/model/contact/contact.js';
import { unavailable } from '../../src/domain/model/errors.js';
import { type LoggedEvent, type OutboundEvent } from '../../src/domain/model/event/event.js';
import { type EventType, isContactEventType } from '../../src/domain/model/event/event-type.js';
import { openedMessage } from '../../src/domain/model/message/message.js';
import { snapshotOf } from '../../src/domain/model/message/message-snapshot.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type EventLog } from '../../src/domain/ports/event-log.js';
import { type Stored } from '../../src/domain/ports/store.js';
import { draft, newContact } from '../contracts/support.js';
import { memoryWebhooks } from './memory-webhooks/memory-webhooks.js';

/** A log of events in memory, for those who only read it. */
export interface MemoryLog {
  readonly events: Pick<EventLog, 'after' | 'newest'>;
  readonly write: (account: AccountId, type?: EventType, caption?: string) => LoggedEvent;
  /** Has the store fail from now on, or work again. */
  readonly fail: (isDown: boolean) => void;
  /** How many pages were read. */
  readonly reads: () => number;
}

const AT = Date.UTC(2026, 10, 23, 12);

/** `between` runs before each page, so that others come in between. */
export const memoryLog = (between: () => Promise<void> = () => Promise.resolve()): MemoryLog => {
  const { events, append } = memoryWebhooks();
  let isDown = false;
  let reads = 0;
  const unlessDown = <A>(read: Stored<A>): Stored<A> => (isDown ? TE.left(unavailable('the disk is gone')) : read);
  return {
    events: {
      after:
        (...asked) =>
        async () => {
          reads += 1;
          await between();
          return unlessDown(events.after(...asked))();
        },
      newest: (account) => unlessDown(events.newest(account)),
    },
    write: (account, type = 'message.sent', caption) => append(eventOf(account, type, caption)),
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
