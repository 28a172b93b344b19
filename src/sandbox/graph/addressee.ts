import type { Addressee } from '../world/message-log.js';
import { meet } from '../world/people/people.js';
import type { SandboxState } from '../world/state.js';
import type { Address } from './address.js';

/** The person that a message of a business number goes to; a new person for a number or a user id that is new. */
export const addresseeOf = (
  { people }: SandboxState,
  phoneNumberId: string,
  address: Address,
): Addressee | undefined => {
  if (address._tag === 'Lost') return undefined;
  const byUserId = address._tag === 'UserId';
  const person = byUserId ? people.withUserId(address.input) : people.withPhone(address.phone);
  if (person === undefined) return { _tag: 'Former', userId: address.input };
  meet(person, phoneNumberId);
  return { _tag: 'Known', person, phone: person.phone, userId: person.userId, byUserId };
};
