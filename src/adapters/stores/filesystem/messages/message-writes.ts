import { type Message } from '../../../../domain/model/message.js';
import { reportedMessage } from '../../../../domain/model/status-report.js';
import { moveInIndex } from './message-index.js';
import { type MessageTables } from './message-records.js';
import { type Write } from '../lmdb/table.js';

type ChangeTables = Pick<MessageTables, 'messages' | 'index' | 'pending' | 'keys' | 'wamids' | 'early'>;

/** What replaces a message by what it has become, in every table that knows of it. */
export const changeMessage = (tables: ChangeTables, before: Message, after: Message): readonly Write[] => {
  if (after === before) return [];
  const { accountId, id } = after;
  return [
    tables.messages.put([accountId, id], after),
    ...moveInIndex(tables.index, before, after),
    ...(after.state === 'pending'
      ? [tables.pending.put([accountId, id], after.leaseUntil)]
      : before.state === 'pending'
        ? [tables.pending.remove([accountId, id])]
        : []),
    ...freeKey(tables, before, after),
    ...moveWamid(tables, before, after),
  ];
};

/** A key is freed for whoever comes next, unless another holds it already. */
const freeKey = ({ keys }: ChangeTables, { accountId, id, key }: Message, after: Message): readonly Write[] =>
  key !== null && after.key === null && keys.get([accountId, key]) === id ? [keys.remove([accountId, key])] : [];

const moveWamid = ({ wamids, early }: ChangeTables, before: Message, after: Message): readonly Write[] => {
  const { accountId, id, wamid } = after;
  if (wamid === before.wamid || wamid === null) return [];
  return [
    ...(before.wamid !== null && wamids.get([accountId, before.wamid]) === id
      ? [wamids.remove([accountId, before.wamid])]
      : []),
    wamids.put([accountId, wamid], id),
    // What was kept for it has been joined, or says nothing new.
    early.remove([accountId, wamid]),
  ];
};

/** The message once it has heard the reports that came before its wamid was known. */
export const joinedMessage = ({ early }: ChangeTables, message: Message): Message =>
  message.wamid === null
    ? message
    : (early.get([message.accountId, message.wamid])?.reports ?? []).reduce(reportedMessage, message);
