import { erased, isErased } from '../contact/recipient.js';
import { holdsKey, type ServiceTime } from '../service-time.js';
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
  const after = isErased(message.recipient) ? message : withoutPerson(message);
  return keepsKey(after, time) || (after.key === null && after.fingerprint === '')
    ? after
    : { ...after, key: null, fingerprint: '' };
};

const withoutPerson = <M extends ErasableMessage>(message: M): M => ({
  ...message,
  recipient: erased,
  mediaUrl: null,
  caption: null,
  filename: null,
  reference: null,
  timeline: erasedTimeline(message.timeline),
  ...('wamid' in message ? { wamid: null } : {}),
});
