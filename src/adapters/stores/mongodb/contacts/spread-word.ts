import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Consent } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { unread } from '../../shared/contacts/joined-hashes.js';
import { type HashRecord } from '../../records/consent.js';
import { type ConsentDocuments, type Found, recordIn } from './consent-documents.js';

/** A spread over the hashes of one person. */
export interface Spread {
  readonly account: AccountId;
  /** Where it begins. */
  readonly hashes: readonly PersonHash[];
  /** What was read of them. */
  readonly found: Found;
  /** What counts under a hash now; the same value if nothing changes. */
  readonly change: (said: Consent | null) => Consent | null;
  /** Whether it ends where another caller is faster than its first write. */
  readonly isDecidedFirst: boolean;
}

/** The records after a spread, and the damaged ones that it did not reach. */
export interface SpreadEnd {
  readonly records: ReadonlyMap<PersonHash, HashRecord>;
  readonly damaged: readonly Damaged[];
}

/**
 * Changes what counts under hashes, one after the other in the given order, and then under all that these are joined
 * with: as each record is at its own write, or at the read that shows that nothing changes. Null: see `isDecidedFirst`.
 */
export const spreadWord = async (
  { findOne, find, write }: ConsentDocuments,
  { account, hashes, found, change, isDecidedFirst }: Spread,
): Promise<SpreadEnd | null> => {
  const records = new Map<PersonHash, HashRecord>();
  const damaged = new Map<PersonHash, Damaged>();
  let isFirst = isDecidedFirst;
  let known = found;
  for (let next = hashes; next.length > 0; known = await find(account, next)) {
    for (const hash of next) {
      const fault = known.damaged.get(hash);
      if (fault !== undefined) {
        damaged.set(hash, fault);
        continue;
      }
      for (let kept = known.kept.get(hash); ; kept = await findOne(account, hash)) {
        const record = recordIn(kept);
        const said = change(record.said);
        const isWritten = said === record.said || (await write(account, hash, kept, { ...record, said }));
        if (!isWritten && isFirst) return null;
        if (said !== record.said) isFirst = false;
        if (!isWritten) continue;
        records.set(hash, { ...record, said });
        break;
      }
    }
    next = unread(records).filter((hash) => !damaged.has(hash));
  }
  return { records, damaged: [...damaged.values()] };
};
