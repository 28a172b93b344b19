import * as E from 'fp-ts/lib/Either.js';
import type { Params } from '../http/read-params.js';
import { webhookFields } from '../meta/webhook-fields.js';
import type { Person } from '../world/people/people.js';
import { numberChanges } from '../world/webhooks/person-changes.js';
import type { SandboxState } from '../world/state.js';
import { personNamed } from './named-person.js';
import { type PersonRequest, readPersonRequest } from './read-person-request.js';

/** A person as the sandbox's own routes show it, the number in any case. */
type ShownPerson = { phone: string | null; user_id: string; username: string | null };

export const showPerson = ({ phone, userId, username }: Person): ShownPerson => ({
  phone: phone ?? null,
  user_id: userId,
  username: username ?? null,
});

/** Why a person cannot be changed as requested; undefined if that is possible. */
const refusal = (
  { people }: SandboxState,
  person: Person,
  { username, newPhone }: PersonRequest,
): string | undefined => {
  const namesake = typeof username === 'string' ? people.named(username) : undefined;
  if (namesake !== undefined && namesake !== person) return `username is taken by ${namesake.userId}: take another one`;
  if (newPhone === undefined) return undefined;
  if (newPhone === person.phone) return 'new_phone is the number that the person has: take another one';
  const owner = people.ownerOf(newPhone);
  return owner === undefined || owner === person
    ? undefined
    : `new_phone is the number of ${owner.userId}: take one that no message went to or came from`;
};

/** A business number for a person who has not exchanged a message with any. */
const ANY_NUMBER = '100000000000000';

/** Gives a person another number, and publishes Meta's webhooks of the change. Returns how many callbacks get some. */
const changeNumber = (state: SandboxState, person: Person, newPhone: string, request: PersonRequest): number => {
  const before = { phone: person.phone, userId: person.userId };
  state.people.move(person, newPhone);
  const met = person.businesses.size === 0 ? [ANY_NUMBER] : [...person.businesses];
  const numbers = request.phoneNumberId === undefined ? met : [request.phoneNumberId];
  const reached = new Set<string>();
  for (const phoneNumberId of numbers) {
    for (const field of webhookFields)
      for (const { callback } of state.subscriptions.callbacksFor(phoneNumberId, field)) reached.add(callback);
    const { withPrevious } = request;
    const changes = numberChanges(person, { phoneNumberId, before, withPrevious, at: new Date(state.now()) });
    for (const change of changes) state.webhooks.publish(phoneNumberId, change);
  }
  return reached.size;
};

/**
 * Carries out `POST /sandbox/people`: `username` sets a user name (null removes it), then `new_phone` changes the
 * number, and with it the user id. Without both it changes nothing. Left: a sentence that says why nothing was changed.
 */
export const changePerson = (
  state: SandboxState,
  params: Params,
): E.Either<string, ShownPerson & { callbacks: number }> => {
  const read = readPersonRequest(params);
  if (E.isLeft(read)) return read;
  const request = read.right;
  const found = personNamed(state.people, request.person.member, request.person.written);
  if (E.isLeft(found)) return found;
  const person = found.right;
  const refused = refusal(state, person, request);
  if (refused !== undefined) return E.left(refused);
  const { username, newPhone } = request;
  if (username !== undefined) person.username = username ?? undefined;
  const callbacks = newPhone === undefined ? 0 : changeNumber(state, person, newPhone, request);
  return E.right({ ...showPerson(person), callbacks });
};
