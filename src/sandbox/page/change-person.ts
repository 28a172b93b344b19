import * as E from 'fp-ts/lib/Either.js';
import type { Params } from '../http/read-params.js';
import { parseRecipient } from '../meta/recipient.js';
import { isUserId } from '../meta/user-id.js';
import { webhookFields } from '../meta/webhook-fields.js';
import type { Person } from '../world/people/people.js';
import { numberChanges } from '../world/people/person-changes.js';
import type { SandboxState } from '../world/state.js';
import { personNamed } from './named-person.js';

/** A person as the sandbox's own routes show it, the number in any case. */
type ShownPerson = { phone: string | null; user_id: string; username: string | null };

export const showPerson = ({ phone, userId, username }: Person): ShownPerson => ({
  phone: phone ?? null,
  user_id: userId,
  username: username ?? null,
});

const members = ['phone', 'user_id', 'username', 'new_phone', 'to_phone_number_id', 'previous_user_id'];

/** What is asked of a person: absent members are undefined, a user name that is given up is null. */
type Wish = {
  username: string | null | undefined;
  newPhone: string | undefined;
  phoneNumberId: string | undefined;
  withPrevious: boolean;
};

/** WhatsApp's rule: 3 to 35 letters, digits, dots and underscores, a letter among them. Capitals count as small ones. */
const USERNAME = /^(?=.*[a-z])[a-z\d._]{3,35}$/;

const usernameOf = (written: unknown): E.Either<string, string | null | undefined> => {
  if (written === undefined || written === null) return E.right(written);
  const username = typeof written === 'string' ? written.replace(/^@/, '').toLowerCase() : '';
  return USERNAME.test(username)
    ? E.right(username)
    : E.left(
        'username must be 3 to 35 letters, digits, dots and underscores with a letter among them; null gives it up',
      );
};

const wishOf = (params: Params): E.Either<string, Wish> => {
  const unknown = Object.keys(params).find((member) => !members.includes(member));
  // What curl -d makes of JSON, unless the content type is said.
  if (unknown?.startsWith('{')) return E.left('Send JSON with the header Content-Type: application/json');
  if (unknown !== undefined) {
    return E.left(`${JSON.stringify(unknown).slice(0, 64)} is unknown; the members are ${members.join(', ')}`);
  }
  const username = usernameOf(params['username']);
  if (E.isLeft(username)) return username;
  const [written, id] = [params['new_phone'] ?? undefined, params['to_phone_number_id'] ?? undefined];
  const newPhone = written === undefined ? undefined : parseRecipient(written);
  if (written !== undefined && newPhone === undefined) {
    return E.left('new_phone must be a phone number such as +14155550123');
  }
  const isId = (typeof id === 'string' || typeof id === 'number') && /^\d{1,32}$/.test(String(id));
  if (id !== undefined && !isId) return E.left('to_phone_number_id must be digits');
  const withPrevious = params['previous_user_id'] ?? false;
  if (typeof withPrevious !== 'boolean') {
    return E.left('previous_user_id must be true or false: whether the system messages name the old user id');
  }
  return E.right({ username: username.right, newPhone, phoneNumberId: isId ? String(id) : undefined, withPrevious });
};

/** The person that `phone` or `user_id` names. */
const personOf = ({ people }: SandboxState, params: Params): E.Either<string, Person> => {
  const [phone, userId] = [params['phone'] ?? undefined, params['user_id'] ?? undefined];
  if ((phone === undefined) === (userId === undefined)) {
    return E.left('Name the person by phone or by user_id, by one of the two');
  }
  if (userId !== undefined) {
    return isUserId(userId)
      ? personNamed(people, 'user_id', userId)
      : E.left('user_id must be a user id such as US.13491208655302741918');
  }
  return parseRecipient(phone) === undefined
    ? E.left('phone must be a phone number such as +14155550123')
    : personNamed(people, 'phone', phone);
};

/** Why a wish cannot be granted to a person. */
const refusal = ({ people }: SandboxState, person: Person, { username, newPhone }: Wish): string | undefined => {
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

/** Moves a person, with the webhooks of Meta. Returns how many callbacks get some of them. */
const move = (state: SandboxState, person: Person, newPhone: string, wish: Wish): number => {
  const before = { phone: person.phone, userId: person.userId };
  state.people.move(person, newPhone);
  const met = person.businesses.size === 0 ? [ANY_NUMBER] : [...person.businesses];
  const numbers = wish.phoneNumberId === undefined ? met : [wish.phoneNumberId];
  const reached = new Set<string>();
  for (const phoneNumberId of numbers) {
    for (const field of webhookFields)
      for (const { callback } of state.subscriptions.callbacksFor(phoneNumberId, field)) reached.add(callback);
    const told = { phoneNumberId, before, withPrevious: wish.withPrevious, at: new Date(state.now()) };
    for (const change of numberChanges(person, told)) state.webhooks.publish(phoneNumberId, change);
  }
  return reached.size;
};

/**
 * What a person does, as `POST /sandbox/people` says: `username` takes a user name (null gives it up), then `new_phone`
 * changes the number, and with it the user id. Neither changes nothing. A refusal is a sentence, and changes nothing.
 */
export const changePerson = (
  state: SandboxState,
  params: Params,
): E.Either<string, ShownPerson & { callbacks: number }> => {
  const wish = wishOf(params);
  if (E.isLeft(wish)) return wish;
  const found = personOf(state, params);
  if (E.isLeft(found)) return found;
  const person = found.right;
  const { username, newPhone } = wish.right;
  const refused = refusal(state, person, wish.right);
  if (refused !== undefined) return E.left(refused);
  if (username !== undefined) person.username = username ?? undefined;
  const callbacks = newPhone === undefined ? 0 : move(state, person, newPhone, wish.right);
  return E.right({ ...showPerson(person), callbacks });
};
