import { isErased } from '../contact/recipient.js';
import { type Message, type SettledMessage } from './message.js';
import { withoutHand } from './hand-settlement.js';
import { openedPart } from './opened-message.js';
import { type SendFailure, type SendOutcome } from './send-outcome.js';
import { mayBecome } from './message-state.js';
import { type Instant } from '../time.js';

type Accepted = Extract<SendOutcome, { readonly _tag: 'Accepted' }>;
type Refused = Extract<SendOutcome, { readonly _tag: 'Refused' }>;

/**
 * The message once its outcome is known. An outcome that comes after a status still records its wamid and `sentAt`, and
 * comes to the same as before the status, also for the key. It never sets the state back. A send that certainly did not
 * happen and may be retried frees its idempotency key. Returns the same value if the outcome adds nothing.
 */
export const settledMessage = (message: Message, outcome: SendOutcome): SettledMessage => {
  if (outcome._tag === 'Accepted') return acceptedMessage(withoutHand(message), outcome);
  return outcome.failure.outcome === 'unknown'
    ? unconfirmedMessage(message, outcome.failure)
    : refusedMessage(withoutHand(message), outcome);
};

const acceptedMessage = (message: Message, { wamid, at }: Accepted): SettledMessage => {
  const accepted = { outcome: 'accepted', wamid: isErased(message.recipient) ? null : wamid, sentAt: at } as const;
  return mayBecome(message, 'sent')
    ? { ...openedPart(message), state: 'sent', ...accepted }
    : { ...message, ...accepted };
};

const unconfirmedMessage = (message: Message, failure: SendFailure): SettledMessage => {
  if (mayBecome(message, 'unconfirmed'))
    return { ...openedPart(message), state: 'unconfirmed', outcome: 'unknown', failure };
  if (message.outcome !== null) return message;
  // The status that failed the message decides.
  return message.state === 'failed'
    ? { ...message, outcome: 'unknown', key: freesKey(message.failure) ? null : message.key }
    : { ...message, outcome: 'unknown' };
};

/**
 * The answer decides over a status that failed the message. It does not fail a message of which a status says that
 * WhatsApp has it: the caller would send it a second time.
 */
const refusedMessage = (message: Message, { failure, at }: Refused): SettledMessage => {
  switch (message.state) {
    case 'pending':
    case 'unconfirmed':
      return { ...openedPart(message), ...refusal(message, failure, at), wamid: null, sentAt: null };
    case 'failed':
      return message.outcome === null ? { ...message, ...refusal(message, failure, at) } : message;
    case 'sent':
    case 'delivered':
    case 'read':
    case 'played':
      return message.outcome === null ? { ...message, outcome: 'not_sent' } : message;
  }
};

const refusal = ({ key }: Message, failure: SendFailure, at: Instant) =>
  ({ state: 'failed', outcome: 'not_sent', failure, failedAt: at, key: freesKey(failure) ? null : key }) as const;

/** Whether a send may be repeated under its key: it certainly did not happen, and may succeed. */
export const freesKey = (failure: SendFailure): boolean => failure.outcome === 'not_sent' && failure.retryable;

/**
 * Whether a send can be answered from its message. A status that failed it before the outcome does not end the call: the
 * outcome decides whether it may be sent again.
 */
export const hasResult = (message: Message): message is SettledMessage =>
  message.state !== 'pending' && !(message.state === 'failed' && isAwaited(message));

/** Whether the outcome of a message is still awaited, also if a status came before it. So long its lease runs. */
export const isAwaited = (message: Message): boolean => message.outcome === null;

/** Whether the lease of a message is over at `now`. */
export const isLeaseOver = (message: Message, now: Instant): boolean => isAwaited(message) && message.leaseUntil <= now;

/** Why a message became `unconfirmed` without an outcome: its process died, or its lease expired. */
export const leaseLost: SendFailure = {
  error: 'The service stopped before WhatsApp answered. A status of WhatsApp will show what became of the message.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
