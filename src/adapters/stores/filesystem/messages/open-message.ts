import * as E from 'fp-ts/lib/Either.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { type Message, openedMessage, type PendingMessage } from '../../../../domain/model/message/message.js';
import { type ChatMessageId, type MessageDraft, refOf } from '../../../../domain/model/message/opened-message.js';
import { holdsKey, type ServiceTime } from '../../../../domain/model/service-time.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type KeyTaken } from '../../../../domain/ports/messages.js';
import { notOpened } from '../../shared/not-opened.js';
import { untilSettled } from '../../shared/until-settled.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { type MediaRecords } from '../media/media-records.js';
import { type ServiceRecord } from '../service-clock.js';
import { openConversation } from './conversations.js';
import { addToIndex } from './message-index.js';
import { type MessageTables } from './message-records.js';
import { changeMessage } from './message-writes.js';

/** What opening a message uses. */
export interface OpenParts {
  readonly environment: Environment;
  readonly tables: MessageTables;
  readonly media: Pick<MediaRecords, 'name'>;
  readonly service: ServiceRecord;
}

type Refused = FeatureLimitExceeded | KeyTaken;

/** Opens a message in one transaction: the commit point of a send. */
export const openMessage = (parts: OpenParts, draft: MessageDraft, maximum: number, now: Instant) =>
  parts.environment.writeEither<Refused, PendingMessage>(
    () => decideOpening(parts, draft, maximum, now),
    (message) => giveUp(parts, message),
  );

const decideOpening = (
  { tables, media, service }: OpenParts,
  draft: MessageDraft,
  maximum: number,
  now: Instant,
): E.Either<Refused, Decision<PendingMessage>> => {
  const { accountId, contactId, key } = draft;
  const time = service.get();
  if (key !== null && holderOf(tables, accountId, key, time) !== undefined) return E.left({ _tag: 'KeyTaken' });
  const conversation = openConversation(tables, accountId, contactId, maximum, now);
  if (E.isLeft(conversation)) return conversation;
  const id = ((tables.lastIds.get(accountId) ?? 0) + 1) as ChatMessageId;
  const message = openedMessage(draft, id, now, time.minutes);
  return E.right({
    answer: message,
    writes: [
      ...conversation.right,
      ...media.name(draft.mediaId, now),
      tables.lastIds.put(accountId, id),
      tables.messages.put([accountId, id], message),
      tables.pending.put([accountId, id], message.leaseUntil),
      ...addToIndex(tables.index, message),
      ...(key === null ? [] : [tables.keys.put([accountId, key], id)]),
    ],
  });
};

/**
 * Handles a message whose commit came later than its caller was answered 503 (SAFETY X8). WhatsApp is not called for it,
 * so it becomes `failed`, and its key is free.
 */
const giveUp = ({ environment, tables }: OpenParts, opened: Message): void => {
  const { accountId, id } = refOf(opened);
  const settle = environment.write(() => {
    const message = tables.messages.get([accountId, id]);
    const change = notOpened(opened);
    return { answer: undefined, writes: message === undefined ? [] : changeMessage(tables, message, change).writes };
  });
  untilSettled(async () => E.isRight(await settle()));
};

/** The message that holds a key. */
export const holderOf = (
  { keys, messages }: Pick<MessageTables, 'keys' | 'messages'>,
  account: number,
  key: string,
  time: ServiceTime,
): Message | undefined => {
  const id = keys.get([account, key]);
  const message = id === undefined ? undefined : messages.get([account, id]);
  return message !== undefined && holdsKey(message, time) ? message : undefined;
};
