import { type InboundMessage } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { at } from '../read-json.js';
import { hasId, readPerson } from '../read-person.js';
import { type Completed } from './read-contacts.js';
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

/**
 * An inbound message of a change (`value.messages[]`) in the domain's type, whatever it consists of. Null if it shows
 * no id of its author. People with user names may show no number.
 */
export const readInbound = (value: unknown, now: Instant, completed: Completed): InboundMessage | null => {
  const author = completed(
    readPerson({
      number: at(value, 'from'),
      userId: at(value, 'from_user_id'),
      parentUserId: at(value, 'from_parent_user_id'),
    }),
  );
  return hasId(author) ? { author, text: readWords(value), at: readTime(at(value, 'timestamp'), now) } : null;
};

const readWords = (value: unknown): string | null => {
  const type = at(value, 'type');
  const places = typeof type === 'string' && Object.hasOwn(wordsIn, type) ? (wordsIn[type] ?? []) : [];
  return places.map((path) => at(value, ...path)).find((found) => typeof found === 'string') ?? null;
};
