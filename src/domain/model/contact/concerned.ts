import { type Consents, optedOutSince } from './consent.js';
import { type HashedContact } from './contact.js';
import { consentEvent, type ContactEvent } from './contact-event.js';
import { type PersonHash } from './person-hash.js';
import { type Instant } from '../time.js';

/** The contacts that a word or a join may opt out or in, for the events that are written with it. */
export interface Concerned {
  /** Each with the hashes that it had before the change; its event shows it as it is here. */
  readonly contacts: readonly HashedContact[];
  /** When the change is recorded, on our clock. */
  readonly at: Instant;
}

export const nobody: Concerned = { contacts: [], at: 0 };

/** The hashes under which a store looks up who has opted out or in. */
export const hashesOf = ({ contacts }: Concerned): readonly PersonHash[] => [
  ...new Set(contacts.flatMap(({ own }) => own)),
];

/**
 * An event for each contact that has opted out or in between two readings. Both are of all `hashesOf` the concerned.
 * Two contacts of one person have one event each.
 */
export const consentEvents = (
  { contacts, at }: Concerned,
  before: Consents,
  after: Consents,
): readonly ContactEvent[] =>
  contacts.flatMap(({ contact, own }) => {
    const since = optedOutSince(after, own);
    const isChanged = (optedOutSince(before, own) === null) !== (since === null);
    return isChanged ? [consentEvent(contact, since, at)] : [];
  });
