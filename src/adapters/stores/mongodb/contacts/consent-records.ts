import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Concerned, hashesOf, nobody } from '../../../../domain/model/contact/concerned.js';
import { type ConsentWord, withWord } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type ConsentChange, type ConsentRecords } from '../../../../domain/ports/consent-records.js';
import { type HashRecord } from '../../records/consent.js';
import { type HashRecords, saidIn } from '../../shared/contacts/joined-hashes.js';
import { throwFirst } from '../../shared/read-each.js';
import { storing } from '../../shared/store-fault.js';
import { type Database } from '../database/database.js';
import { consentDocuments, type ConsentDocuments, type Found } from './consent-documents.js';
import { joinHashes } from './join-hashes.js';
import { spreadWord } from './spread-word.js';

/** Consents in MongoDB: a document for each hash. A word is under all hashes of its person, so that reading follows no joins. */
export const mongodbConsents = (database: Database, tell: () => void): ConsentRecords => {
  const consents = consentDocuments(database, tell);
  return {
    of: (account, hashes) => storing(async () => saidIn(recordsOf(await findSound(consents, account, hashes)))),
    record: (account, hashes, word, concerned = nobody) =>
      storing(async () => {
        const sorted = [...new Set(hashes)].sort();
        for (;;) {
          const change = await recordWord(consents, account, sorted, word, concerned);
          if (change !== null) return change;
        }
      }),
    isKnown: (account, hashes) =>
      storing(async () => {
        const { kept, damaged } = await consents.find(account, hashes);
        return kept.size + damaged.size > 0;
      }),
    join: (account, hashes, concerned = nobody) =>
      storing(() => joinHashes(consents, account, [...new Set(hashes)].sort(), concerned)),
  };
};

/**
 * Writes a word under hashes in one order for all callers, and then under those that are joined with them. The first
 * write decides which caller has made the change: null if another caller was faster there, so that all is to be read
 * again. What others write under the later hashes belongs to their changes.
 */
const recordWord = async (
  consents: ConsentDocuments,
  account: AccountId,
  hashes: readonly PersonHash[],
  word: ConsentWord,
  concerned: Concerned,
): Promise<ConsentChange | null> => {
  const found = await consents.find(account, [...new Set([...hashes, ...hashesOf(concerned)])]);
  throwFirst(hashes.flatMap((hash) => found.damaged.get(hash) ?? []));
  const change = (said: HashRecord['said']) => withWord(said, word);
  const end = await spreadWord(consents, { account, hashes, found, change, isDecidedFirst: true, concerned });
  if (end === null) return null;
  // The word counts under all other hashes. WhatsApp sends it again until the damaged one is restored.
  throwFirst(end.damaged);
  const given = (records: HashRecords): HashRecords => new Map([...records].filter(([hash]) => hashes.includes(hash)));
  return { before: saidIn(given(recordsOf(found))), after: saidIn(given(end.records)), events: end.events };
};

/** The documents of hashes. Throws the fault of the first damaged one. */
const findSound = async (
  { find }: ConsentDocuments,
  account: AccountId,
  hashes: readonly PersonHash[],
): Promise<Found> => {
  const found = await find(account, hashes);
  throwFirst([...found.damaged.values()]);
  return found;
};

const recordsOf = ({ kept }: Found): HashRecords => new Map([...kept].map(([hash, { record }]) => [hash, record]));
