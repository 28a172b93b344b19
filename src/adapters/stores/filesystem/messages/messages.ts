import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ChatMessageId, holdsKey } from '../../../../domain/model/message/opened-message.js';
import { type Message, openedMessage } from '../../../../domain/model/message/message.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { type KeyTaken, type Messages } from '../../../../domain/ports/messages.js';
import { type Instant } from '../../../../domain/model/time.js';
import { contactTables, recordWaId } from '../contacts/contact-records.js';
import { conversationStanding, openConversation } from './conversations.js';
import { type Environment } from '../lmdb/environment.js';
import { expireMessages } from './expire-messages.js';
import { type MediaRecords } from '../media/media-records.js';
import { readEach } from '../../shared/read-each.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { dropEvents } from '../../shared/drop-events.js';
import { addToIndex, findPlaces } from './message-index.js';
import { messageTables, type MessageTables } from './message-records.js';
import { changeMessage, renewLease } from './message-writes.js';
import { recordStatus } from './record-status.js';
import { runningSends } from '../../shared/running-sends.js';

/** Messages in LMDB, with conversations and idempotency keys: each port function is one transaction. */
export const filesystemMessages = (environment: Environment, media: Pick<MediaRecords, 'name'>): Messages => {
  const tables = messageTables(environment);
  const { messages, pending, lastIds, keys, index } = tables;
  const contacts = contactTables(environment);
  const running = runningSends<Message>();

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(messages.get([account, id]))),

    byKey: (account, key, now) => environment.read(() => O.fromNullable(holderOf(tables, account, key, now))),

    withWamids: (accounts, wamids) =>
      environment.read(() =>
        accounts.flatMap((accountId) =>
          wamids.filter((wamid) => tables.wamids.has([accountId, wamid])).map((wamid) => ({ accountId, wamid })),
        ),
      ),

    list: (account, filter, after, limit) =>
      environment.read(() => {
        const { found, next } = findPlaces(index, account, filter, after, limit);
        const { items, damaged } = readEach(found, ({ id }) => messages.get([account, id]), CorruptRecord);
        return {
          messages: items,
          damaged,
          next: next === null ? null : { ...next, id: next.id as ChatMessageId },
        };
      }),

    standing: (account, contact, now) => environment.read(() => conversationStanding(tables, account, contact, now)),

    open: (draft, maximum, now) => async () => {
      const opened = await environment.writeEither<FeatureLimitExceeded | KeyTaken, Message>(() => {
        const { accountId, contactId, key } = draft;
        const holder = key === null ? undefined : holderOf(tables, accountId, key, now);
        if (holder !== undefined) return E.left({ _tag: 'KeyTaken' });
        const conversation = openConversation(tables, accountId, contactId, maximum, now);
        if (E.isLeft(conversation)) return conversation;
        const id = ((lastIds.get(accountId) ?? 0) + 1) as ChatMessageId;
        const message = openedMessage(draft, id, now);
        return E.right({
          answer: message,
          writes: [
            ...conversation.right,
            ...media.name(draft.mediaId),
            lastIds.put(accountId, id),
            messages.put([accountId, id], message),
            pending.put([accountId, id], message.leaseUntil),
            ...addToIndex(index, message),
            ...(key === null ? [] : [keys.put([accountId, key], id)]),
          ],
        });
      })();
      if (E.isRight(opened)) running.begin(opened.right, opened.right);
      return opened;
    },

    renew: ({ accountId, id }, now) =>
      environment.write(() => {
        const message = messages.get([accountId, id]);
        if (message?.state !== 'pending') return { answer: undefined, writes: [] };
        return { answer: undefined, writes: renewLease(tables, message, now) };
      }),

    settle: (ref, outcome) => async () => {
      const settled = await environment.write(() => {
        const message = messages.get([ref.accountId, ref.id]);
        if (message === undefined) throw new TypeError(`there is no message ${ref.accountId}/${ref.id} to settle`);
        const change = changeMessage(tables, message, { _tag: 'Outcome', outcome });
        const waId = outcome._tag === 'Accepted' ? outcome.waId : null;
        return {
          answer: dropEvents(change),
          writes: [...change.writes, ...recordWaId(contacts, message.accountId, message.contactId, waId)],
        };
      })();
      if (E.isRight(settled)) running.end(ref);
      return settled;
    },

    recordStatus: (account, report, now) => environment.write(() => recordStatus(tables, account, report, now)),

    expire: (now, all) => expireMessages(environment, tables, now, all ? (ref) => !running.has(ref) : null),
  };
};

const holderOf = (
  { keys, messages }: MessageTables,
  account: number,
  key: string,
  now: Instant,
): Message | undefined => {
  const id = keys.get([account, key]);
  const message = id === undefined ? undefined : messages.get([account, id]);
  return message !== undefined && holdsKey(message, now) ? message : undefined;
};
