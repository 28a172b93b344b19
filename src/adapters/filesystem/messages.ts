import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  type ChatMessageId,
  KEY_LIFETIME,
  LEASE,
  type Message,
  openedMessage,
  settledMessage,
} from '../../domain/message.js';
import { type FeatureLimitExceeded } from '../../domain/errors.js';
import { type KeyTaken, type Messages } from '../../domain/ports/messages.js';
import { type Instant } from '../../domain/time.js';
import { contactTables } from './contact-records.js';
import { conversationStanding, openConversation } from './conversations.js';
import { type Environment } from './environment.js';
import { expireMessages } from './expire-messages.js';
import { type MediaRecords } from './media-records.js';
import { messageTables, type MessageTables } from './message-records.js';
import { runningSends } from './running-sends.js';
import { type Write } from './table.js';

/** Messages in LMDB, with conversations and idempotency keys: each port function is one transaction. */
export const filesystemMessages = (environment: Environment, media: Pick<MediaRecords, 'name'>): Messages => {
  const tables = messageTables(environment);
  const { messages, pending, lastIds, keys } = tables;
  const { contacts } = contactTables(environment);
  const running = runningSends();

  /** The last step of a message's life as pending, in the transaction that writes it. */
  const put = (message: Message): readonly Write[] => [
    messages.put([message.accountId, message.id], message),
    ...(message.state === 'pending' ? [] : [pending.remove([message.accountId, message.id])]),
  ];

  const freeKey = (before: Message, after: Message): readonly Write[] =>
    before.key !== null && after.key === null && keys.get([before.accountId, before.key]) === before.id
      ? [keys.remove([before.accountId, before.key])]
      : [];

  const recordWaId = ({ accountId, contactId }: Message, waId: string | null): readonly Write[] => {
    const contact = waId === null ? undefined : contacts.get([accountId, contactId]);
    return contact === undefined || contact.waId === waId
      ? []
      : [contacts.put([accountId, contactId], { ...contact, waId })];
  };

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(messages.get([account, id]))),

    byKey: (account, key, now) => environment.read(() => O.fromNullable(holderOf(tables, account, key, now))),

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
            ...(key === null ? [] : [keys.put([accountId, key], id)]),
          ],
        });
      })();
      if (E.isRight(opened)) running.begin(opened.right);
      return opened;
    },

    renew: ({ accountId, id }, now) =>
      environment.write(() => {
        const message = messages.get([accountId, id]);
        if (message?.state !== 'pending') return { answer: undefined, writes: [] };
        const leaseUntil = now + LEASE;
        return {
          answer: undefined,
          writes: [...put({ ...message, leaseUntil }), pending.put([accountId, id], leaseUntil)],
        };
      }),

    settle: (ref, outcome) => async () => {
      const settled = await environment.write(() => {
        const message = messages.get([ref.accountId, ref.id]);
        if (message === undefined) throw new TypeError(`there is no message ${ref.accountId}/${ref.id} to settle`);
        const answer = settledMessage(message, outcome);
        return {
          answer,
          writes: [
            ...put(answer),
            ...freeKey(message, answer),
            ...recordWaId(message, outcome._tag === 'Accepted' ? outcome.waId : null),
          ],
        };
      })();
      if (E.isRight(settled)) running.end(ref);
      return settled;
    },

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
  return message !== undefined && now - message.createdAt < KEY_LIFETIME ? message : undefined;
};
