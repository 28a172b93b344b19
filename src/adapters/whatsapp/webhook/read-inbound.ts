import { isWaId } from '../../../domain/model/contact/phone.js';
import { type InboundText } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { at } from '../read-json.js';
import { readTime } from './read-time.js';

/** The paths to the words of each type of inbound message: typed, or chosen from the options of the business. */
const wordsIn: Readonly<Record<string, readonly (readonly string[])[]>> = {
  text: [['text', 'body']],
  button: [['button', 'text']],
  interactive: [
    ['interactive', 'button_reply', 'title'],
    ['interactive', 'list_reply', 'title'],
  ],
};

/** An inbound message of a change (`value.messages[]`) in the domain's type; null if it has no words. */
export const readInbound = (value: unknown, now: Instant): InboundText | null => {
  const from = at(value, 'from');
  const waId = isWaId(from) ? from.replace(/^\+/, '') : null;
  const writtenUserId = at(value, 'from_user_id');
  const userId = isUserId(writtenUserId) ? writtenUserId : null;
  const type = at(value, 'type');
  // People with user names may show no number, so one of the two ids may be missing.
  if ((waId === null && userId === null) || typeof type !== 'string') return null;
  const places = Object.hasOwn(wordsIn, type) ? (wordsIn[type] ?? []) : [];
  const text = places.map((path) => at(value, ...path)).find((found) => typeof found === 'string');
  return text === undefined ? null : { waId, userId, text, at: readTime(at(value, 'timestamp'), now) };
};

/** Whether a value can be a person's id for this business. These are longer than WhatsApp's own. */
const isUserId = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,160}$/.test(value);
