import { isWaId } from '../../domain/model/contact/phone.js';
import { type ShownPerson } from '../../domain/model/contact/shown-person.js';
import {
  isParentId,
  isShownUserId,
  isUserId,
  resemblesUserId,
  type UserId,
} from '../../domain/model/contact/user-id.js';

/** Where a body shows a person, as it is written there. Any of it may be missing, or of another type. */
interface Written {
  readonly number?: unknown;
  readonly userId?: unknown;
  readonly parentUserId?: unknown;
  readonly username?: unknown;
}

/**
 * What a body shows of a person. Each malformed member is left out, and the others count. A user id may stand in the
 * place of a number: there it must have the documented form. A parent id may stand in the place of either.
 */
export const readPerson = ({ number, userId, parentUserId, username }: Written): ShownPerson => {
  const inNumber = isUserId(number) ? number : null;
  const inUserId = shownIdIn(userId);
  return {
    waId: inNumber === null ? readNumber(number) : null,
    userId: ownId(inUserId) ?? ownId(inNumber),
    parentUserId: linkedId(shownIdIn(parentUserId)) ?? linkedId(inUserId) ?? linkedId(inNumber),
    username: readUsername(username),
  };
};

/** What one place shows of a person; what is missing there, as another place shows it. */
export const mergeShown = (one: ShownPerson, other: ShownPerson): ShownPerson => ({
  waId: one.waId ?? other.waId,
  userId: one.userId ?? other.userId,
  parentUserId: one.parentUserId ?? other.parentUserId,
  username: one.username ?? other.username,
});

/** Whether any id of the person is shown. */
export const hasId = ({ waId, userId, parentUserId }: ShownPerson): boolean =>
  waId !== null || userId !== null || parentUserId !== null;

const shownIdIn = (value: unknown): UserId | null => (isShownUserId(value) ? value : null);

const ownId = (id: UserId | null): UserId | null => (id === null || isParentId(id) ? null : id);

const linkedId = (id: UserId | null): UserId | null => (id === null || !isParentId(id) ? null : id);

/** WhatsApp's own id of a person, without the plus of a number. What is meant as a user id is none. */
const readNumber = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const id = value.startsWith('+') ? value.slice(1) : value;
  return isWaId(id) && !resemblesUserId(id) ? id : null;
};

/** A user name without the `@` that Meta writes before some of them. Meta's have at most 35 characters. */
const readUsername = (value: unknown): string | null =>
  typeof value === 'string' ? (/^@?(?<name>[\p{L}\p{N}._-]{1,64})$/u.exec(value)?.groups?.['name'] ?? null) : null;
