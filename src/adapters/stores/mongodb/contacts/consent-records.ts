import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Consent, type Consents, type ConsentWord, withWord } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type ConsentChange, type ConsentRecords } from '../../../../domain/ports/consent-records.js';
import { consentRecord } from '../../records/consent.js';
import { storing } from '../../shared/store-fault.js';
import { type Database } from '../database/database.js';
import { documents, type Documents, type Fields, type Kept } from '../database/documents.js';

/** Name of the collection. */
export const CONSENTS = 'consents';

/** Where the consent of a hash is. `_id` is unique, so there is one document for each. */
export const placeOfConsent = (accountId: number, hash: string): Fields => ({ _id: `${accountId}/${hash}`, accountId });

type Found = Map<PersonHash, Kept<Consent>>;

/** Consents in MongoDB: a document for each hash. */
export const mongodbConsents = (database: Database): ConsentRecords => {
  const consents = documents<Consent>({ database, name: CONSENTS, codec: consentRecord });

  const find = async (account: AccountId, hashes: readonly PersonHash[]): Promise<Found> => {
    if (hashes.length === 0) return new Map();
    const ids = new Map(hashes.map((hash) => [placeOfConsent(account, hash)['_id'], hash]));
    const kept = await consents.all(
      { accountId: { $eq: account }, _id: { $in: [...ids.keys()] as never[] } },
      { _id: 1 },
    );
    return new Map(
      kept.flatMap((one) => {
        const hash = ids.get(one.document._id as unknown as string);
        return hash === undefined ? [] : [[hash, one] as const];
      }),
    );
  };

  return {
    of: (account, hashes) => storing(async () => recordsOf(await find(account, hashes))),
    record: (account, hashes, word) =>
      storing(async () => {
        const sorted = [...new Set(hashes)].sort();
        for (;;) {
          const change = await write({ consents, find }, account, sorted, await find(account, sorted), word);
          if (change !== null) return change;
        }
      }),
  };
};

const recordsOf = (found: Found): Consents => new Map([...found].map(([hash, { record }]) => [hash, record]));

interface WriteParts {
  readonly consents: Documents<Consent>;
  readonly find: (account: AccountId, hashes: readonly PersonHash[]) => Promise<Found>;
}

/**
 * Writes a word under hashes, one after the other in one order for all callers, each only over what was read of it. The
 * first write decides which caller has made the change: null if another caller was faster there, so that all is to be
 * read again. What others write under the later hashes belongs to their changes.
 */
const write = async (
  { consents, find }: WriteParts,
  account: AccountId,
  hashes: readonly PersonHash[],
  found: Found,
  word: ConsentWord,
): Promise<ConsentChange | null> => {
  const before = recordsOf(found);
  const after = new Map<PersonHash, Consent>();
  let isFirst = true;
  for (const hash of hashes) {
    for (let kept = found.get(hash); ; kept = (await find(account, [hash])).get(hash)) {
      const known = kept?.record ?? null;
      const next = withWord(known, word);
      after.set(hash, next);
      if (next === known) break;
      const isWritten =
        kept === undefined
          ? (await consents.insert(next, placeOfConsent(account, hash))) !== null
          : await consents.replace(kept, next);
      if (!isWritten && isFirst) return null;
      isFirst = false;
      if (isWritten) break;
    }
  }
  return { before, after };
};
