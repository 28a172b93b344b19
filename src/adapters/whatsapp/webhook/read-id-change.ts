import { type ShownPerson } from '../../../domain/model/contact/shown-person.js';
import { type IdChange } from '../../../domain/model/message/news.js';
import { type Instant } from '../../../domain/model/time.js';
import { at } from '../read-json.js';
import { hasId, readPerson } from '../read-person.js';
import { type Completed } from './read-contacts.js';
import { readTime } from './read-time.js';

/** The system messages that report other ids of a person. Graph API v11 and older have `customer_changed_number`. */
const changeTypes: readonly unknown[] = ['user_changed_number', 'customer_changed_number', 'user_changed_user_id'];

/** Whether a message of a change (`value.messages[]`) is WhatsApp's own, not its author's. */
export const isSystemMessage = (message: unknown): boolean => at(message, 'type') === 'system';

/**
 * The change of ids that a system message reports; null for any other, and for one that shows no former or no present
 * id (Meta's page on business-scoped user ids, March and August 2026). `from` is the former number. Where
 * `previous_user_id` is missing, `from_user_id` is the former id, unless it is the present one.
 */
export const readSystemChange = (message: unknown, now: Instant): IdChange | null => {
  if (!changeTypes.includes(at(message, 'system', 'type'))) return null;
  const system = (key: string): unknown => at(message, 'system', key);
  const current = readPerson({
    number: system('wa_id') ?? system('new_wa_id'),
    userId: system('user_id'),
    parentUserId: system('parent_user_id'),
  });
  const previous = readPerson({
    userId: system('previous_user_id'),
    parentUserId: system('previous_parent_user_id'),
  });
  const author = readPerson({
    number: at(message, 'from'),
    userId: at(message, 'from_user_id'),
    parentUserId: at(message, 'from_parent_user_id'),
  });
  const former = {
    waId: author.waId,
    userId: previous.userId ?? unless(current.userId, author.userId),
    parentUserId: previous.parentUserId ?? unless(current.parentUserId, author.parentUserId),
    username: null,
  };
  return changeOf(former, current, readTime(at(message, 'timestamp'), now));
};

/**
 * The change of ids of the webhook field `user_id_update` (an element of `value.user_id_update`); null for a value that
 * shows no former or no present id. Its `wa_id` is the number that the person has now.
 */
export const readUserIdUpdate = (update: unknown, now: Instant, completed: Completed): IdChange | null => {
  const former = readPerson({
    userId: at(update, 'user_id', 'previous'),
    parentUserId: at(update, 'parent_user_id', 'previous'),
  });
  const current = readPerson({
    number: at(update, 'wa_id'),
    userId: at(update, 'user_id', 'current'),
    parentUserId: at(update, 'parent_user_id', 'current'),
  });
  return changeOf(former, hasId(current) ? completed(current) : current, readTime(at(update, 'timestamp'), now));
};

/** Null if there is no former or no present id, or none that is new. */
const changeOf = (former: ShownPerson, current: ShownPerson, changedAt: Instant): IdChange | null =>
  hasId(former) && hasNewId(former, current) ? { former, current, at: changedAt } : null;

const hasNewId = (former: ShownPerson, current: ShownPerson): boolean =>
  (['waId', 'userId', 'parentUserId'] as const).some((key) => current[key] !== null && current[key] !== former[key]);

const unless = <A>(present: A | null, id: A | null): A | null => (id === present ? null : id);
