import { type WhatsAppCredentials } from '../../model/account/account.js';
import { type Seen } from '../../model/account/seen-health.js';
import { type OutboundEvent } from '../../model/event/event.js';
import { failureOf, type SettledMessage } from '../../model/message/message.js';
import { type MessageState } from '../../model/message/message-state.js';
import { type SendFailure, type SendOutcome } from '../../model/message/send-outcome.js';

/**
 * What the outcome of a send says of its account's health. `settled` is the message after it: a status may have come
 * before the answer, and counts after it.
 */
export const seenInOutcome = (
  credentials: WhatsAppCredentials,
  outcome: SendOutcome,
  settled: SettledMessage,
): readonly Seen[] =>
  outcome._tag === 'Accepted'
    ? [{ _tag: 'Accepted', credentials }, ...seenInState(settled.state, failureOf(settled))]
    : [...refused(outcome.failure, credentials, outcome.subcode ?? null), ...seenInState(settled.state, null)];

/** What the events that statuses made say of their account's health, in their order. */
export const seenInEvents = (events: readonly OutboundEvent[]): readonly Seen[] =>
  events.flatMap((event) => ('message' in event ? seenInState(event.message.state, event.message.failure) : []));

const seenInState = (state: MessageState, failure: SendFailure | null): readonly Seen[] => {
  if (state === 'failed') return failure === null ? [] : refused(failure, null, null);
  return state === 'delivered' || state === 'read' || state === 'played' ? [{ _tag: 'Delivered' }] : [];
};

const refused = (
  { whatsapp }: SendFailure,
  credentials: WhatsAppCredentials | null,
  subcode: number | null,
): readonly Seen[] => (whatsapp === null ? [] : [{ _tag: 'Refused', credentials, code: whatsapp.code, subcode }]);
