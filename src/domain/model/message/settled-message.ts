import { type Message, type SettledMessage } from './message.js';
import { openedPart } from './opened-message.js';
import { type SendFailure, type SendOutcome } from './send-outcome.js';
import { mayBecome } from './message-state.js';
import { type Instant } from '../time.js';

type Accepted = Extract<SendOutcome, { readonly _tag: 'Accepted' }>;
type Refused = Extract<SendOutcome, { readonly _tag: 'Refused' }>;

/**
 * The message once its outcome is known. An outcome that comes after a status still records its wamid and `sentAt`; it
 * never sets the state back. A send that certainly did not happen and may be retried frees its idempotency key. Returns
 * the same value if the outcome adds nothing.
 */
export const settledMessage = (message: Message, outcome: SendOutcome): SettledMessage => {
  if (outcome._tag === 'Accepted') return acceptedMessage(message, outcome);
  return outcome.failure.outcome === 'unknown'
    ? unconfirmedMessage(message, outcome.failure)
    : refusedMessage(message, outcome);
};

const acceptedMessage = (message: Message, { wamid, at }: Accepted): SettledMessage => {
  const accepted = { outcome: 'accepted', wamid, sentAt: at } as const;
  return mayBecome(message, 'sent')
    ? { ...openedPart(message), state: 'sent', ...accepted }
    : { ...message, ...accepted };
};

const unconfirmedMessage = (message: Message, failure: SendFailure): SettledMessage => {
  if (mayBecome(message, 'unconfirmed'))
    return { ...openedPart(message), state: 'unconfirmed', outcome: 'unknown', failure };
  return message.outcome === null ? { ...message, outcome: 'unknown' } : message;
};

const refusedMessage = (message: Message, { failure, at }: Refused): SettledMessage => {
  if (!mayBecome(message, 'failed')) return message.outcome === null ? { ...message, outcome: 'not_sent' } : message;
  const failed = {
    ...openedPart(message),
    state: 'failed',
    failedAt: at,
    failure,
    key: freesKey(failure) ? null : message.key,
  } as const;
  if (message.state !== 'sent') return { ...failed, outcome: 'not_sent', wamid: null, sentAt: null };
  const { wamid, sentAt } = message;
  return message.outcome === 'accepted'
    ? { ...failed, outcome: 'accepted', wamid, sentAt }
    : { ...failed, outcome: 'not_sent', wamid, sentAt };
};

/** Whether a send may be repeated under its key: it certainly did not happen, and may succeed. */
export const freesKey = (failure: SendFailure): boolean => failure.outcome === 'not_sent' && failure.retryable;

/** Whether the lease of a message is over at `now`: it runs for as long as the message is pending. */
export const isLeaseOver = (message: Message, now: Instant): boolean =>
  message.state === 'pending' && message.leaseUntil <= now;

/** Why a message became `unconfirmed` without an outcome: its process died, or its lease expired. */
export const leaseLost: SendFailure = {
  error: 'The service stopped before WhatsApp answered. A status of WhatsApp will show what became of the message.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
