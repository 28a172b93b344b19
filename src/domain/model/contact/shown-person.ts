import { type Contact, type KnownIds } from './contact.js';
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

/** When an answer showed an id: WhatsApp does not date its answers. Any time that it tells is later. */
export const UNDATED: Instant = 0;

/** The ids in what was shown. */
export const shownIds = ({ waId, userId, parentUserId }: ShownPerson): PersonIds => ({
  numbers: [waId],
  userIds: [userId, parentUserId],
});

/** Whether a contact has every id that was shown. */
export const hasShownIds = ({ recipient, waId = null, otherUserId = null }: KnownIds, shown: ShownPerson): boolean => {
  const hasNumber = [recipient.phone, waId].some((number) => number !== null && isSame(number, shown.waId));
  const userIds = [recipient.userId, otherUserId];
  return (
    (shown.waId === null || hasNumber) &&
    [shown.userId, shown.parentUserId].every((id) => id === null || userIds.includes(id))
  );
};

/** Whether a contact has kept all its ids. */
export const isWithoutLoss = (before: Contact, after: Contact): boolean =>
  isKept(before.waId, after.waId) &&
  isKept(before.recipient.userId, after.recipient.userId) &&
  isKept(before.otherUserId, after.otherUserId);

/**
 * A contact with what was shown and it lacks. It keeps the ids that it has. `at` is when WhatsApp showed it, on its
 * clock. The same contact if nothing is new.
 */
export const withMissing = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, () => false);

/** The same, but an id that was shown earlier gives way. WhatsApp tells times in whole seconds. */
export const withShown = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, (since) => since === null || inSeconds(since) < inSeconds(at));

/** The same for a change of ids. Of two changes in one second, the one that is recorded later counts. */
export const withChange = (contact: Contact, shown: ShownPerson, at: Instant): Contact =>
  applied(contact, shown, at, (since) => since === null || inSeconds(since) <= inSeconds(at));

/** Whether an id may take the place of one that WhatsApp first showed then. Null: a caller gave it, or it was not kept when. */
type MayReplace = (since: Instant | null) => boolean;

const applied = (contact: Contact, shown: ShownPerson, at: Instant, mayReplace: MayReplace): Contact => {
  const { recipient, waId, waIdAt, userIdAt, otherUserId, otherUserIdAt, username } = contact;
  // A contact keeps the kind of user id by which its account knows it.
  const isKnownByParent = recipient.userId !== null && isParentId(recipient.userId);
  const [userId, other] = isKnownByParent ? [shown.parentUserId, shown.userId] : [shown.userId, shown.parentUserId];
  const mayTake = (id: string | null, since: Instant | null): boolean => id === null || mayReplace(since);
  const parts: Partial<Contact> = {
    ...(shown.waId !== null && !isSame(waId, shown.waId) && mayTake(waId, waIdAt)
      ? { waId: shown.waId, waIdAt: at }
      : {}),
    ...(isClaimOf(contact, userId) ? { userIdAt: at } : {}),
    ...(userId !== null && userId !== recipient.userId && mayTake(recipient.userId, userIdAt)
      ? { recipient: { phone: recipient.phone, userId }, userIdAt: at }
      : {}),
    ...(other !== null && other !== otherUserId && mayTake(otherUserId, otherUserIdAt)
      ? { otherUserId: other, otherUserIdAt: at }
      : {}),
    ...(shown.username !== null && shown.username !== username ? { username: shown.username } : {}),
  };
  return Object.keys(parts).length === 0 ? contact : { ...contact, ...parts };
};

/** Whether a user id that only a caller gave is shown: see `provenIdsOf`. */
const isClaimOf = ({ recipient, userIdAt }: Contact, shown: UserId | null): boolean =>
  shown !== null && recipient.phone !== null && recipient.userId === shown && userIdAt === null;

const inSeconds = (at: Instant): number => Math.floor(at / SECOND);

const isSame = (known: string | null, shown: string | null): boolean =>
  known !== null && shown !== null && isSameNumber(known, shown);

const isKept = (before: string | null, after: string | null): boolean => before === null || before === after;
