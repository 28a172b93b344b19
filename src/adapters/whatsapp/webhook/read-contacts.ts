import { shortestSpelling } from '../../../domain/model/contact/phone.js';
import { type ShownPerson } from '../../../domain/model/contact/shown-person.js';
import { at } from '../read-json.js';
import { mergeShown, readPerson } from '../read-person.js';

/** Completes what a status, a message or a change shows of a person by what else its value shows of them. */
export type Completed = (own: ShownPerson) => ShownPerson;

/** How many entries of a value are read, in one turn. Meta's largest batch has 1 000 updates. */
const MOST_ENTRIES = 2_000;

/**
 * Completes people by the entries of `value.contacts[]`. An entry is of the person who has one of its ids. If the value
 * is about one person and has one entry (`isOfOne`), that entry needs no id in common. An entry with another user id is
 * never the person's. It takes one pass over the entries, and one look-up for each id of a person.
 */
export const completedFrom = (contacts: readonly unknown[], isOfOne: boolean): Completed => {
  if (contacts.length === 0) return (own) => own;
  const entries = contacts.slice(0, MOST_ENTRIES).map(readEntry);
  const byId = new Map<string, ShownPerson>();
  for (const entry of entries) for (const id of keysOf(entry)) if (!byId.has(id)) byId.set(id, entry);
  const only = isOfOne && contacts.length === 1 ? entries[0] : undefined;
  return (own) => {
    const found = keysOf(own).find((id) => byId.has(id));
    const entry = found === undefined ? only : byId.get(found);
    return entry === undefined || areTwo(own, entry) ? own : mergeShown(own, entry);
  };
};

const readEntry = (contact: unknown): ShownPerson =>
  readPerson({
    number: at(contact, 'wa_id'),
    userId: at(contact, 'user_id'),
    parentUserId: at(contact, 'parent_user_id'),
    username: at(contact, 'profile', 'username') ?? at(contact, 'username'),
  });

/** The ids of a person, the surest first. */
const keysOf = ({ userId, parentUserId, waId }: ShownPerson): readonly string[] =>
  [userId, parentUserId, waId === null ? null : shortestSpelling(waId)].flatMap((id) => id ?? []);

const areTwo = (one: ShownPerson, other: ShownPerson): boolean =>
  one.userId !== null && other.userId !== null && one.userId !== other.userId;
