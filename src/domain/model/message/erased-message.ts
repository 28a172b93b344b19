import { erased, isErased } from '../contact/recipient.js';
import { holdsKey, type ServiceTime } from '../service-time.js';
import { erasedFailure } from './erased-failure.js';
import { type Message, type PendingMessage } from './message.js';
import { isAwaited } from './settled-message.js';
import { erasedTimeline } from './timeline.js';

/** A message that may be erased: one whose outcome is awaited has to settle first. */
export type ErasableMessage = Exclude<Message, PendingMessage>;

/** Also one that was reported before its sender had the answer is still to settle. */
export const isErasable = (message: Message): message is ErasableMessage => !isAwaited(message);

/** Whether some of a message can only be erased later: its outcome is awaited, or its idempotency key is still claimed. */
export const mustWait = (message: Message, time: ServiceTime): boolean =>
  !isErasable(message) || keepsKey(message, time);

const keepsKey = (message: Message, time: ServiceTime): boolean => message.key !== null && holdsKey(message, time);

/**
 * A message without what erasing takes (SPEC 5): who it went to, WhatsApp's id, its texts and its file. Our ids, its
 * state and its times stay. An idempotency key that is still claimed stays to its end, with the fingerprint that its
 * replays are compared by; both may tell of the person. The same value if nothing is left to erase.
 */
export const erasedMessage = <M extends ErasableMessage>(message: M, time: ServiceTime): M => {
  const after = message.erasesOnceSettled ? { ...message, erasesOnceSettled: false } : message;
  const nameless = isErased(after.recipient) ? after : withoutPerson(after);
  return keepsKey(nameless, time) || (nameless.key === null && nameless.fingerprint === '')
    ? nameless
    : { ...nameless, key: null, fingerprint: '' };
};

/** A message as far as it can be erased now. One whose outcome is awaited is erased by the write that settles it. */
export const erasedNow = (message: Message, time: ServiceTime): Message => {
  if (isErasable(message)) return erasedMessage(message, time);
  return message.erasesOnceSettled ? message : { ...message, erasesOnceSettled: true };
};

/** The same for a message that has just changed: its key and its file are for the next erasing. */
export const erasedOnceSettled = <M extends Message>(message: M): M =>
  message.erasesOnceSettled && isErasable(message) && !isErased(message.recipient) ? withoutPerson(message) : message;

const withoutPerson = <M extends Message>(message: M): M => ({
  ...message,
  recipient: erased,
  mediaUrl: null,
  caption: null,
  filename: null,
  reference: null,
  timeline: erasedTimeline(message.timeline),
  ...('wamid' in message ? { wamid: null } : {}),
  ...('failure' in message ? { failure: erasedFailure(message.failure, message.recipient) } : {}),
});
