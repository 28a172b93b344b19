import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../model/account.js';
import { type SendMediaError, type Unavailable } from '../../model/errors.js';
import { type IdempotencyKey, type Message, type SendFailure } from '../../model/message.js';
import { type Clock } from '../../ports/clock.js';
import { type Messages } from '../../ports/messages.js';
import { type Receipt, type SendMediaAnswer } from './call.js';

interface ReplayPorts {
  readonly messages: Pick<Messages, 'byKey'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What a call came to, its rate limit apart. */
export type Outcome = Omit<SendMediaAnswer, 'rateLimit'>;

/** The answer that an idempotency key already has; none for a key without a record, or without a key. */
export const replay =
  (ports: ReplayPorts) =>
  (
    account: AccountId,
    key: IdempotencyKey | null,
    fingerprint: string,
  ): TE.TaskEither<Unavailable, O.Option<Outcome>> =>
    key === null
      ? TE.right(O.none)
      : pipe(
          ports.messages.byKey(account, key, ports.clock.now()),
          TE.map(O.map((message) => answerFrom(message, fingerprint))),
        );

const answerFrom = (message: Message, fingerprint: string): Outcome => {
  if (message.fingerprint !== fingerprint) return firstHand({ _tag: 'IdempotencyMismatch' });
  if (message.state === 'pending') return firstHand({ _tag: 'IdempotencyConflict' });
  return { replayed: true, result: resultOf(message) };
};

const firstHand = (error: SendMediaError): Outcome => ({ replayed: false, result: E.left(error) });

/**
 * What the caller of a message is told, the first time and ever after. Accepted stays accepted, whatever a status
 * says later; where WhatsApp's answer told less, the statuses so far decide.
 */
export const resultOf = (message: Message): E.Either<SendMediaError, Receipt> =>
  message.outcome !== 'accepted' && message.failure !== null
    ? E.left(sendFailed(message, message.failure))
    : E.right(receiptOf(message));

export const sendFailed = (message: Message, failure: SendFailure): SendMediaError => ({
  _tag: 'SendFailed',
  failure,
  chatMessageId: message.id,
  contactId: message.contactId,
});

/** The receipt of a message that WhatsApp accepted. */
const receiptOf = (message: Message): Receipt => ({
  messageId: message.wamid ?? '',
  contactId: message.contactId,
  phone: message.phone,
  mediaType: message.mediaType,
  mediaUrl: message.mediaUrl,
  caption: message.caption,
  filename: message.filename,
  sentAt: message.sentAt ?? message.createdAt,
  chatId: message.contactId,
  chatMessageId: message.id,
  warnings: message.warnings,
});
