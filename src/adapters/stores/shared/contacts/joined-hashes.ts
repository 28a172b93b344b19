import { type Consent, newerOf } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type HashRecord } from '../../records/consent.js';

/** The record of a hash that has none. */
export const noRecord: HashRecord = { said: null, same: [] };

/** The records of hashes, as they were read. One that is missing has `noRecord`. */
export type HashRecords = ReadonlyMap<PersonHash, HashRecord>;

/** Which of these hashes, and of those that the read ones are joined with, are still to be read. */
export const unread = (records: HashRecords, hashes: readonly PersonHash[]): readonly PersonHash[] => {
  const wanted = [...hashes, ...[...records.values()].flatMap(({ same }) => same)];
  return [...new Set(wanted)].filter((hash) => !records.has(hash));
};

/** A join as one of two records keeps it. */
export interface JoinEnd {
  readonly from: PersonHash;
  readonly to: PersonHash;
}

/**
 * The ends that make these hashes one person's: both ends of a join with the first hash for each that is not connected
 * with it, and the other end of each join that has only one, because a process died. `records` are those of all hashes
 * that are connected.
 */
export const missingEnds = (records: HashRecords, hashes: readonly PersonHash[]): readonly JoinEnd[] => {
  const kept = [...records].flatMap(([from, { same }]) => same.map((to): JoinEnd => ({ from, to })));
  const mended = kept
    .filter(({ from, to }) => records.get(to)?.same.includes(from) === false)
    .map(({ from, to }): JoinEnd => ({ from: to, to: from }));
  const [first, ...more] = [...new Set(hashes)].sort();
  if (first === undefined) return mended;
  const ends = [...kept, ...mended];
  const added: JoinEnd[] = [];
  for (const hash of more)
    if (!isConnected([...ends, ...added], first, hash))
      added.push({ from: first, to: hash }, { from: hash, to: first });
  return [...mended, ...added];
};

const isConnected = (ends: readonly JoinEnd[], one: PersonHash, other: PersonHash): boolean => {
  const reached = new Set([one]);
  // A set walks what is added meanwhile too.
  for (const hash of reached) for (const { from, to } of ends) if (from === hash) reached.add(to);
  return reached.has(other);
};

/** A record with more joins; the same value if it has them all. */
export const withEnds = (hash: PersonHash, record: HashRecord, ends: readonly JoinEnd[]): HashRecord => {
  const added = ends.filter(({ from, to }) => from === hash && !record.same.includes(to)).map(({ to }) => to);
  return added.length === 0 ? record : { ...record, same: [...record.same, ...added] };
};

/** The word that counts of all that was said under the hashes of one person; null if nothing was. */
export const newestOf = (records: HashRecords): Consent | null =>
  [...records.values()].reduce<Consent | null>((newest, { said }) => newerOf(newest, said), null);

/** What counts under one of the hashes; the same value if the newest word counts already. */
export const spreadTo =
  (newest: Consent | null) =>
  (said: Consent | null): Consent | null => {
    const newer = newerOf(said, newest);
    return newer?.saidAt === said?.saidAt && newer?.optedOutAt === said?.optedOutAt ? said : newer;
  };
