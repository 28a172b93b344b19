import type { Addressee } from '../world/message-log.js';
import { meet, type Person } from '../world/people/people.js';
import type { SandboxState } from '../world/state.js';
import type { Address } from './address.js';

/** In place of the person whom a former user id had. */
const nobody = (userId: string): Person => ({
  key: 0,
  phone: undefined,
  userId,
  username: undefined,
  name: '',
  businesses: new Set(),
});

/** Whom a message goes to that a business number sends to an address: a new person where nobody has it. */
export const addresseeOf = (
  { people }: SandboxState,
  phoneNumberId: string,
  address: Address,
): Addressee | undefined => {
  if (address._tag === 'Lost') return undefined;
  const byUserId = address._tag === 'UserId';
  const found = byUserId ? people.withUserId(address.input) : people.withPhone(address.phone);
  const person = found ?? nobody(address.input);
  meet(person, phoneNumberId);
  return { person, phone: person.phone, userId: person.userId, byUserId, isFormer: found === undefined };
};
