import { addEvents } from '../../../../../src/adapters/stores/filesystem/events/add-events.js';
import { eventTables } from '../../../../../src/adapters/stores/filesystem/events/event-tables.js';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Message, openedMessage } from '../../../../../src/domain/model/message/message.js';
import { type MessageEvent, type MessageEventType } from '../../../../../src/domain/model/message/message-event.js';
import { snapshotOf } from '../../../../../src/domain/model/message/message-snapshot.js';
import { type ChatMessageId } from '../../../../../src/domain/model/message/opened-message.js';
import { ACME, draft, NOW, right, times } from '../../../../contracts/support.js';

const message: Message = openedMessage(draft(), 1 as ChatMessageId, NOW, 0);

export const eventAt = (at: number, type: MessageEventType = 'message.sent', accountId = ACME): MessageEvent => ({
  type,
  accountId,
  at,
  message: { ...snapshotOf(message), state: 'sent', wamid: 'wamid.x', sentAt: at },
});

/** Writes so many events as their writers do, in a few transactions; the first happened `age` milliseconds before `NOW`. */
export const fillEvents = async (environment: Environment, count: number, age = 0): Promise<void> => {
  const tables = eventTables(environment);
  const PIECE = 5_000;
  for (let from = 0; from < count; from += PIECE) {
    const events = times(Math.min(PIECE, count - from), () => eventAt(NOW - age));
    await right(environment.write(() => ({ answer: undefined, writes: addEvents(tables, events) })));
  }
};
