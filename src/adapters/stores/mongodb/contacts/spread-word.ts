import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Concerned, consentEvents, hashesOf } from '../../../../domain/model/contact/concerned.js';
import { type Consent, type Consents } from '../../../../domain/model/contact/consent.js';
import { type ContactEvent } from '../../../../domain/model/contact/contact-event.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { saidIn, unread } from '../../shared/contacts/joined-hashes.js';
import { type HashRecord } from '../../records/consent.js';
import { type ConsentDocuments, type Found, recordIn } from './consent-documents.js';

/** A spread over the hashes of one person. */
export interface Spread {
  readonly account: AccountId;
  /** Where it begins. */
  readonly hashes: readonly PersonHash[];
  /** What was read of them, and of all hashes of the concerned. */
  readonly found: Found;
  /** What counts under a hash now; the same value if nothing changes. */
  readonly change: (said: Consent | null) => Consent | null;
  /** Whether it ends where another caller is faster than its first write. */
  readonly isDecidedFirst: boolean;
  readonly concerned: Concerned;
}

/** The records after a spread, the damaged ones that it did not reach, and the events that it wrote. */
export interface SpreadEnd {
  readonly records: ReadonlyMap<PersonHash, HashRecord>;
  readonly damaged: readonly Damaged[];
  readonly events: readonly ContactEvent[];
}

/**
 * Changes what counts under hashes, one after the other in the given order, and then under all that these are joined
 * with: as each record is at its own write, or at the read that shows that nothing changes. Null: see `isDecidedFirst`.
 *
 * A contact opts out or in with the first write under one of its own hashes, and that write carries its event. If the
 * process dies behind it, whoever repeats the word reads it there and writes no second event. If it dies before it, the
 * repeated word carries the event. Of callers at once, who all go in one order, the first to write there carries it: the
 * others read all that they know of the contact again before they write.
 */
export const spreadWord = async (
  documents: ConsentDocuments,
  { account, hashes, found, change, isDecidedFirst, concerned }: Spread,
): Promise<SpreadEnd | null> => {
  const records = new Map<PersonHash, HashRecord>();
  const damaged = new Map<PersonHash, Damaged>();
  const events: ContactEvent[] = [];
  const said = new Map<PersonHash, Consent>();
  let isFirst = isDecidedFirst;
  let known = found;
  for (let next = hashes; next.length > 0; known = await documents.find(account, next)) {
    for (const [hash, consent] of saidOf(known)) said.set(hash, consent);
    for (const hash of next) {
      const fault = known.damaged.get(hash);
      if (fault !== undefined) {
        damaged.set(hash, fault);
        continue;
      }
      for (let kept = known.kept.get(hash); ; kept = await readAgain(documents, account, hash, concerned, said)) {
        const record = recordIn(kept);
        const after = change(record.said);
        const carried = after === null ? [] : consentEvents(concerned, said, new Map([...said, [hash, after]]));
        const isWritten =
          after === record.said || (await documents.write(account, hash, kept, { ...record, said: after }, carried));
        if (!isWritten && isFirst) return null;
        if (after !== record.said) isFirst = false;
        if (!isWritten) continue;
        records.set(hash, { ...record, said: after });
        if (after !== record.said) events.push(...carried);
        if (after !== null) said.set(hash, after);
        break;
      }
    }
    next = unread(records).filter((hash) => !damaged.has(hash));
  }
  return { records, damaged: [...damaged.values()], events };
};

/** Reads a hash again, and what counts under the hashes of the contacts that have it. Throws `CorruptDocument`. */
const readAgain = async (
  { find }: ConsentDocuments,
  account: AccountId,
  hash: PersonHash,
  { contacts, at }: Concerned,
  said: Map<PersonHash, Consent>,
): Promise<ReturnType<Found['kept']['get']>> => {
  const own = hashesOf({ contacts: contacts.filter((contact) => contact.own.includes(hash)), at });
  const found = await find(account, [...new Set([hash, ...own])]);
  const fault = found.damaged.get(hash);
  if (fault !== undefined) throw fault.cause;
  for (const [one, consent] of saidOf(found)) said.set(one, consent);
  return found.kept.get(hash);
};

const saidOf = ({ kept }: Found): Consents => saidIn(new Map([...kept].map(([hash, { record }]) => [hash, record])));
