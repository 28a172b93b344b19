import * as E from 'fp-ts/lib/Either.js';
import { parseRecipient } from '../meta/recipient.js';
import { isUserId } from '../meta/user-id.js';
import type { People, Person } from '../world/people/people.js';

/**
 * The person with a number or a user id that a caller of the sandbox's own routes wrote; a new person if no person has
 * it.
 * @param member the caller's name for it, for the refusal
 */
export const personNamed = (people: People, member: string, written: unknown): E.Either<string, Person> => {
  if (isUserId(written)) {
    const person = people.withUserId(written);
    return person === undefined
      ? E.left(`${member} is a former user id of a person who changed the number: write the present one`)
      : E.right(person);
  }
  const phone = parseRecipient(written);
  return phone === undefined
    ? E.left(`${member} must be a phone number such as +14155550123, or a user id such as US.13491208655302741918`)
    : E.right(people.withPhone(phone));
};
