import { deriveUserId } from '../../meta/user-id.js';

/** A person who has WhatsApp. Number, user id and user name may change; the person stays the same object. */
export type Person = {
  /** The same through all changes, and no other person's. */
  readonly key: number;
  /** Digits; undefined where the person is known by the user id alone. */
  phone: string | undefined;
  userId: string;
  /** Webhooks show no number of a person with a user name. */
  username: string | undefined;
  /** The profile's name. */
  name: string;
  /** The phone number ids that exchanged messages with the person, the latest last. */
  readonly businesses: Set<string>;
};

export type People = {
  /** The person with that number; a new person if no person has it. `phone`: digits. */
  withPhone(phone: string): Person;
  /** The person with that user id; a new person of unknown number if no person has it; undefined for a former id. */
  withUserId(userId: string): Person | undefined;
  /** The person with that number. */
  ownerOf(phone: string): Person | undefined;
  /** The person with that user name, in lower case. */
  named(username: string): Person | undefined;
  /** Gives the person another number, which no person has, and another user id. The former two are no longer in use. */
  move(person: Person, phone: string): void;
  /** Newest first. */
  list(): Person[];
};

const CAPACITY = 10_000;
/** Business numbers of one person. */
const BUSINESSES = 100;
const NAME = 'Sandbox';

/** Notes that a business number and a person exchanged a message. */
export const meet = ({ businesses }: Person, phoneNumberId: string): void => {
  businesses.delete(phoneNumberId);
  businesses.add(phoneNumberId);
  for (const oldest of businesses) {
    if (businesses.size <= BUSINESSES) break;
    businesses.delete(oldest);
  }
};

/**
 * At most 10 000 people, and as many former user ids; the least recently used are dropped first. A dropped person comes
 * back with the same user id, without a user name. `secret`: what user ids are derived with.
 */
export const makePeople = (secret: string): People => {
  const people = new Set<Person>();
  const byPhone = new Map<string, Person>();
  const byUserId = new Map<string, Person>();
  const former = new Set<string>();
  let last = 0;

  const touch = (person: Person): Person => {
    people.delete(person);
    people.add(person);
    return person;
  };

  const add = (phone: string | undefined, userId: string): Person => {
    last += 1;
    const person = { key: last, phone, userId, username: undefined, name: NAME, businesses: new Set<string>() };
    people.add(person);
    byUserId.set(userId, person);
    if (phone !== undefined) byPhone.set(phone, person);
    for (const oldest of people) {
      if (people.size <= CAPACITY) break;
      people.delete(oldest);
      byUserId.delete(oldest.userId);
      if (oldest.phone !== undefined) byPhone.delete(oldest.phone);
    }
    return person;
  };

  /** The id that a number gives: the first that no former owner had. */
  const idOf = (phone: string): string => {
    for (let generation = 0; ; generation += 1) {
      const userId = deriveUserId(secret, phone, generation);
      if (!former.has(userId)) return userId;
    }
  };

  const retire = (userId: string): void => {
    byUserId.delete(userId);
    former.add(userId);
    for (const oldest of former) {
      if (former.size <= CAPACITY) break;
      former.delete(oldest);
    }
  };

  const withPhone: People['withPhone'] = (phone) => {
    const known = byPhone.get(phone);
    if (known !== undefined) return touch(known);
    const userId = idOf(phone);
    // So far the sandbox knew this person by the user id alone.
    const sameId = byUserId.get(userId);
    if (sameId === undefined) return add(phone, userId);
    sameId.phone = phone;
    byPhone.set(phone, sameId);
    return touch(sameId);
  };

  return {
    withPhone,
    withUserId: (userId) => {
      const known = byUserId.get(userId);
      if (known !== undefined) return touch(known);
      return former.has(userId) ? undefined : add(undefined, userId);
    },
    ownerOf: (phone) => byPhone.get(phone) ?? byUserId.get(idOf(phone)),
    named: (username) => [...people].find((person) => person.username === username),
    move: (person, phone) => {
      retire(person.userId);
      if (person.phone !== undefined) byPhone.delete(person.phone);
      person.phone = phone;
      person.userId = idOf(phone);
      byPhone.set(phone, person);
      byUserId.set(person.userId, person);
      touch(person);
    },
    list: () => [...people].reverse(),
  };
};
