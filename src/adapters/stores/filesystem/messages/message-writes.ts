import { erasedNow } from '../../../../domain/model/message/erased-message.js';
import { type Message, renewedMessage, wamidOf } from '../../../../domain/model/message/message.js';
import {
  type Changed,
  changed,
  givenWamid,
  type MessageChange,
} from '../../../../domain/model/message/message-change.js';
import { isAwaited } from '../../../../domain/model/message/settled-message.js';
import { type ServiceTime } from '../../../../domain/model/service-time.js';
import { type Instant } from '../../../../domain/model/time.js';
import { readEach } from '../../shared/read-each.js';
import { addEvents } from '../events/add-events.js';
import { type EventTables } from '../events/event-tables.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Write } from '../lmdb/table.js';
import { moveInIndex } from './message-index.js';
import { type MessageTables } from './message-records.js';

type ChangeTables = Pick<MessageTables, 'messages' | 'index' | 'pending' | 'keys' | 'wamids' | 'early'> & EventTables;

/** A message after a change, its events, and the writes of the change. */
export interface WrittenChange extends Changed {
  readonly writes: readonly Write[];
}

/**
 * The only way in which a message changes its state in this store. Its event is one of the writes. If the change gives
 * the message a wamid, the reports that were kept for it apply in the same write.
 */
export const changeMessage = (tables: ChangeTables, before: Message, change: MessageChange): WrittenChange => {
  const wamid = givenWamid(change);
  const early = wamid === null ? [] : [[before.accountId, wamid] as const];
  // Damaged reports must not stop the change of the message. They stay, and housekeeping names them.
  const { items } = readEach(early, tables.early.get, CorruptRecord);
  const made = changed(
    before,
    change,
    items.flatMap(({ reports }) => reports),
  );
  const joined = items.length > 0 ? early.map(tables.early.remove) : [];
  return {
    ...made,
    writes: [...replaceMessage(tables, before, made.after), ...joined, ...addEvents(tables, made.events)],
  };
};

/** The writes that renew the lease of a message whose outcome is awaited. Its state does not change. */
export const renewLease = (tables: ChangeTables, message: Message, now: Instant): readonly Write[] =>
  replaceMessage(tables, message, renewedMessage(message, now));

/** The writes that erase a message as far as that can be now, and the reports that wait for its wamid. None if it is. */
export const eraseMessage = (tables: ChangeTables, message: Message, time: ServiceTime): readonly Write[] => {
  const after = erasedNow(message, time);
  const wamid = wamidOf(message);
  const { accountId } = message;
  return after === message
    ? []
    : [...replaceMessage(tables, message, after), ...(wamid === null ? [] : [tables.early.remove([accountId, wamid])])];
};

/** The writes that replace a message in every table. */
const replaceMessage = (tables: ChangeTables, before: Message, after: Message): readonly Write[] => {
  if (after === before) return [];
  const { accountId, id } = after;
  return [
    tables.messages.put([accountId, id], after),
    ...moveInIndex(tables.index, before, after),
    ...moveLease(tables, before, after),
    ...freeKey(tables, before, after),
    ...moveWamid(tables, before, after),
  ];
};

/** A lease runs until the outcome is recorded, also if a status comes first. */
const moveLease = ({ pending }: ChangeTables, before: Message, after: Message): readonly Write[] => {
  const { accountId, id, leaseUntil } = after;
  if (!isAwaited(after)) return isAwaited(before) ? [pending.remove([accountId, id])] : [];
  return leaseUntil === before.leaseUntil ? [] : [pending.put([accountId, id], leaseUntil)];
};

/** The writes that free a key for the next message, unless another message already claims it. */
const freeKey = ({ keys }: ChangeTables, { accountId, id, key }: Message, after: Message): readonly Write[] =>
  key !== null && after.key === null && keys.get([accountId, key]) === id ? [keys.remove([accountId, key])] : [];

const moveWamid = ({ wamids }: ChangeTables, before: Message, after: Message): readonly Write[] => {
  const { accountId, id } = after;
  const [old, wamid] = [wamidOf(before), wamidOf(after)];
  if (wamid === old) return [];
  return [
    ...(old !== null && wamids.get([accountId, old]) === id ? [wamids.remove([accountId, old])] : []),
    // An erased message has none any more.
    ...(wamid === null ? [] : [wamids.put([accountId, wamid], id)]),
  ];
};
