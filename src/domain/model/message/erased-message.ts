import { erased, isErased } from '../contact/recipient.js';
import { erasedTimeline } from './timeline.js';
import { type Message, type PendingMessage } from './message.js';

/** A message that may be erased: one whose outcome is awaited has to settle first. */
export type ErasableMessage = Exclude<Message, PendingMessage>;

/**
 * A message without what erasing takes (SPEC 5): who it went to, WhatsApp's id, its texts and its file. Our ids, its
 * state and its times stay. So do its idempotency key and fingerprint: the key stays claimed. The same value if it is
 * erased already.
 */
export const erasedMessage = <M extends ErasableMessage>(message: M): M =>
  isErased(message.recipient)
    ? message
    : {
        ...message,
        recipient: erased,
        mediaUrl: null,
        caption: null,
        filename: null,
        reference: null,
        timeline: erasedTimeline(message.timeline),
        ...('wamid' in message ? { wamid: null } : {}),
      };
