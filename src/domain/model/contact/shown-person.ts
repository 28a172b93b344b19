import { type Contact } from './contact.js';
import { type PersonIds } from './person-hash.js';
import { isSameNumber } from './phone.js';
import { type Instant, SECOND } from '../time.js';
import { isParentId, type UserId } from './user-id.js';

/** What WhatsApp shows of a person, in an answer, a status, a message or a change. Any of it may be missing. */
export interface ShownPerson {
  /** WhatsApp's id of the person, mostly their number. */
  readonly waId: string | null;
  readonly userId: UserId | null;
  /** The person's id for linked portfolios. */
  readonly parentUserId: UserId | null;
  readonly username: string | null;
}

export const nothingShown: ShownPerson = { waId: null, userId: null, parentUserId: null, username: null };

/** The ids in what was shown. */
export const shownIds = ({ waId, userId, parentUserId }: ShownPerson): PersonIds => ({
  numbers: [waId],
  userIds: [userId, parentUserId],
});

/** Whether these ids are all that was shown, or more. */
export const hasShownIds = ({ recipient, waId }: Pick<Contact, 'recipient' | 'waId'>, shown: ShownPerson): boolean => {
  const numbers = [recipient.phone, waId].flatMap((number) => number ?? []);
  const isKnownNumber = shown.waId === null || numbers.some((number) => isSameNumber(number, shown.waId ?? ''));
  return isKnownNumber && [shown.userId, shown.parentUserId].every((id) => id === null || id === recipient.userId);
};

/** Whether a contact has kept all its ids. */
export const isWithoutLoss = (before: Contact, after: Contact): boolean =>
  (before.waId === null || before.waId === after.waId) &&
  (before.recipient.userId === null || before.recipient.userId === after.recipient.userId);

/** Whether an id that WhatsApp showed at one time may take the place of another. Null: a caller gave the other. */
type MayReplace = (knownSince: Instant | null) => boolean;

const inSeconds = (at: Instant): number => Math.floor(at / SECOND);

/** A contact with what was shown and it lacks. It keeps the ids that it has. */
export const withMissing = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, () => false);

/** A contact with what was shown. An id that was shown earlier gives way. WhatsApp tells times in whole seconds. */
export const withShown = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, (since) => since === null || inSeconds(since) < inSeconds(at));

/** A contact after a change of its ids to those that were shown. Of two changes in one second the later call counts. */
export const withChange = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, (since) => since === null || inSeconds(since) <= inSeconds(at));

/** The same contact if nothing is new. `at` is when WhatsApp showed it. */
const applied = (contact: Contact, shown: ShownPerson, at: Instant, mayReplace: MayReplace): Contact => {
  const { recipient, waId, waIdAt, userIdAt, username } = contact;
  const parts = {
    ...(isNewNumber(waId, shown.waId) && (waId === null || mayReplace(waIdAt)) ? { waId: shown.waId, waIdAt: at } : {}),
    ...(shown.username !== null && shown.username !== username ? { username: shown.username } : {}),
  };
  // A contact keeps the kind of user id by which its account knows it.
  const userId = recipient.userId !== null && isParentId(recipient.userId) ? shown.parentUserId : shown.userId;
  const isNewId = userId !== null && userId !== recipient.userId && (recipient.userId === null || mayReplace(userIdAt));
  if (!isNewId && Object.keys(parts).length === 0) return contact;
  return { ...contact, ...parts, ...(isNewId ? { recipient: { phone: recipient.phone, userId }, userIdAt: at } : {}) };
};

const isNewNumber = (known: string | null, shown: string | null): boolean =>
  shown !== null && (known === null || !isSameNumber(known, shown));
