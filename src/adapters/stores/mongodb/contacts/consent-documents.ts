import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactEvent } from '../../../../domain/model/contact/contact-event.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { consentRecord, type HashRecord } from '../../records/consent.js';
import { noRecord } from '../../shared/contacts/joined-hashes.js';
import { readEach } from '../../shared/read-each.js';
import { type Database } from '../database/database.js';
import { documents, type Fields, type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { besideEvents } from '../events/waiting/written-events.js';

/** Name of the collection. */
export const CONSENTS = 'consents';

/** Where the record of a hash is. `_id` is unique, so there is one document for each. */
export const placeOfConsent = (accountId: number, hash: string): Fields => ({ _id: `${accountId}/${hash}`, accountId });

/** The documents of some hashes. Hashes without one are missing. */
export interface Found {
  readonly kept: ReadonlyMap<PersonHash, Kept<HashRecord>>;
  readonly damaged: ReadonlyMap<PersonHash, Damaged>;
}

/** The documents of hashes. */
export interface ConsentDocuments {
  /** In one read. */
  readonly find: (account: AccountId, hashes: readonly PersonHash[]) => Promise<Found>;
  /** The document of one hash; undefined if it has none. Throws `CorruptDocument`. */
  readonly findOne: (account: AccountId, hash: PersonHash) => Promise<Kept<HashRecord> | undefined>;
  /** Writes a record and events only over what was read of it. False if it was changed since. */
  readonly write: (
    account: AccountId,
    hash: PersonHash,
    kept: Kept<HashRecord> | undefined,
    record: HashRecord,
    events: readonly ContactEvent[],
  ) => Promise<boolean>;
}

/** What was read of a hash. */
export const recordIn = (kept: Kept<HashRecord> | undefined): HashRecord => kept?.record ?? noRecord;

/** `tell` is called after a write with events. */
export const consentDocuments = (database: Database, tell: () => void): ConsentDocuments => {
  const consents = documents<HashRecord>({ database, name: CONSENTS, codec: consentRecord });

  const find: ConsentDocuments['find'] = async (account, hashes) => {
    const kept = new Map<PersonHash, Kept<HashRecord>>();
    const damaged = new Map<PersonHash, Damaged>();
    if (hashes.length === 0) return { kept, damaged };
    const ids = new Map<unknown, PersonHash>(hashes.map((hash) => [placeOfConsent(account, hash)['_id'], hash]));
    const filter = { accountId: { $eq: account }, _id: { $in: [...ids.keys()] as never[] } };
    for (const document of await consents.found(filter, { _id: 1 })) {
      const hash = ids.get(document._id);
      if (hash === undefined) continue;
      const read = readEach([document], consents.decode, CorruptDocument);
      for (const one of read.items) kept.set(hash, one);
      for (const one of read.damaged) damaged.set(hash, one);
    }
    return { kept, damaged };
  };

  return {
    find,
    findOne: async (account, hash) => {
      const { kept, damaged } = await find(account, [hash]);
      const fault = damaged.get(hash);
      if (fault !== undefined) throw fault.cause;
      return kept.get(hash);
    },
    write: async (account, hash, kept, record, events) => {
      const beside = besideEvents(kept?.document ?? {}, events);
      const isWritten =
        kept === undefined
          ? (await consents.insert(record, { ...placeOfConsent(account, hash), ...beside })) !== null
          : await consents.replace(kept, record, beside);
      if (isWritten && events.length > 0) tell();
      return isWritten;
    },
  };
};
