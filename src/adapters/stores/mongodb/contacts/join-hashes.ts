import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Concerned, hashesOf } from '../../../../domain/model/contact/concerned.js';
import { type ContactEvent } from '../../../../domain/model/contact/contact-event.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type HashRecord } from '../../records/consent.js';
import { missingEnds, newestOf, spreadTo, unread, withEnds } from '../../shared/contacts/joined-hashes.js';
import { throwFirst } from '../../shared/read-each.js';
import { type ConsentDocuments, type Found, recordIn } from './consent-documents.js';
import { spreadWord } from './spread-word.js';

/**
 * Makes hashes one person's: first writes both ends of each join, then reads all hashes that are connected, then spreads
 * the newest word that it has read. If a word, or another join, comes at once, one of the two sees the other. Suppose
 * that a spread has passed a hash `a` and has not reached `b`, which `a` is joined with in the end. Then the end at `a`
 * was written after the spread had passed `a`, or the spread would have followed it. Whoever wrote it reads `a` later
 * than that, finds the word or a newer one there, and begins its own spread at both ends. The same holds for that spread;
 * it began after the ends of all spreads before it in this chain were written, so the chain has no circle, and ends. If a
 * process dies on the way, the join is repeated, and mends what it finds: an end without its other end, or an older word.
 */
export const joinHashes = async (
  consents: ConsentDocuments,
  account: AccountId,
  hashes: readonly PersonHash[],
  concerned: Concerned,
): Promise<readonly ContactEvent[]> => {
  const before = await connected(consents, account, hashes);
  const ends = missingEnds(before.records, hashes);
  for (const hash of new Set(ends.map(({ from }) => from)))
    await addEnds(consents, account, before.found, hash, (record) => withEnds(hash, record, ends));

  const { records, found } = ends.length === 0 ? before : await connected(consents, account, hashes);
  const change = spreadTo(newestOf(records));
  if ([...records.values()].every(({ said }) => change(said) === said)) return [];
  const spread = { account, hashes: [...records.keys()].sort(), change, isDecidedFirst: false, concerned };
  const end = await spreadWord(consents, { ...spread, found: await withOwn(consents, account, found, concerned) });
  throwFirst(end?.damaged ?? []);
  return end?.events ?? [];
};

/** What was read, and what is under the other hashes of the concerned. */
const withOwn = async (
  consents: ConsentDocuments,
  account: AccountId,
  found: Found,
  concerned: Concerned,
): Promise<Found> => {
  const beside = await consents.find(
    account,
    hashesOf(concerned).filter((hash) => !found.kept.has(hash)),
  );
  return { kept: new Map([...beside.kept, ...found.kept]), damaged: found.damaged };
};

/** All hashes that are the same person's as these. Throws the fault of the first damaged one. */
const connected = async (consents: ConsentDocuments, account: AccountId, hashes: readonly PersonHash[]) => {
  const records = new Map<PersonHash, HashRecord>();
  const kept = new Map<PersonHash, NonNullable<ReturnType<Found['kept']['get']>>>();
  for (let next = hashes; next.length > 0; next = unread(records)) {
    const found = await consents.find(account, next);
    throwFirst([...found.damaged.values()]);
    for (const [hash, one] of found.kept) kept.set(hash, one);
    for (const hash of next) records.set(hash, recordIn(found.kept.get(hash)));
  }
  return { records, found: { kept, damaged: new Map() } satisfies Found };
};

const addEnds = async (
  { findOne, write }: ConsentDocuments,
  account: AccountId,
  found: Found,
  hash: PersonHash,
  change: (record: HashRecord) => HashRecord,
): Promise<void> => {
  for (let kept = found.kept.get(hash); ; kept = await findOne(account, hash)) {
    const record = recordIn(kept);
    const changed = change(record);
    if (changed === record || (await write(account, hash, kept, changed, []))) return;
  }
};
