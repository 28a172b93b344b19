import { type Consent, type Consents, newerOf } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type HashRecord } from '../../records/consent.js';

/** The record of a hash that has none. */
export const noRecord: HashRecord = { said: null, joinedWith: [] };

/** The records of hashes, as they were read. One that is missing has `noRecord`. */
export type HashRecords = ReadonlyMap<PersonHash, HashRecord>;

/** What was said under hashes. */
export const saidIn = (records: HashRecords): Consents =>
  new Map([...records].flatMap(([hash, { said }]) => (said === null ? [] : [[hash, said] as const])));

/** The hashes that the read ones are joined with and that are not read yet, each once. */
export const unread = (records: HashRecords): readonly PersonHash[] => {
  const joined = [...records.values()].flatMap(({ joinedWith }) => joinedWith);
  return [...new Set(joined)].filter((hash) => !records.has(hash));
};

/** A join as one of two records keeps it. */
export interface JoinEnd {
  readonly from: PersonHash;
  readonly to: PersonHash;
}

/**
 * How many hashes are remembered as one person's. A person has a handful. More would be somebody's try to make each
 * word cost many writes.
 */
const MOST_JOINED = 64;

/**
 * The ends that make these hashes one person's: both ends of a join with the first hash for each that is not connected
 * with it, unless they are too many, and the other end of each join that has only one, because a process died.
 * `records` are those of all hashes that are connected.
 */
export const missingEnds = (records: HashRecords, hashes: readonly PersonHash[]): readonly JoinEnd[] => {
  const mended = [...records].flatMap(([from, { joinedWith }]) =>
    joinedWith.flatMap((to) => (records.get(to)?.joinedWith.includes(from) === false ? [{ from: to, to: from }] : [])),
  );
  const [first, ...more] = [...new Set(hashes)].sort();
  if (first === undefined || records.size > MOST_JOINED) return mended;
  const joined = new Map([...records].map(([hash, { joinedWith }]) => [hash, [...joinedWith]]));
  for (const { from, to } of mended) joined.get(from)?.push(to);
  const reached = reachedFrom(joined, first);
  const added = more.flatMap((hash) => {
    if (reached.has(hash)) return [];
    for (const one of reachedFrom(joined, hash)) reached.add(one);
    return [
      { from: first, to: hash },
      { from: hash, to: first },
    ];
  });
  return [...mended, ...added];
};

const reachedFrom = (joined: ReadonlyMap<PersonHash, readonly PersonHash[]>, hash: PersonHash): Set<PersonHash> => {
  const reached = new Set([hash]);
  // A set walks what is added meanwhile too.
  for (const one of reached) for (const other of joined.get(one) ?? []) reached.add(other);
  return reached;
};

/** A record with more joins; the same value if it has them all. */
export const withEnds = (hash: PersonHash, record: HashRecord, ends: readonly JoinEnd[]): HashRecord => {
  const added = ends.filter(({ from, to }) => from === hash && !record.joinedWith.includes(to)).map(({ to }) => to);
  return added.length === 0 ? record : { ...record, joinedWith: [...record.joinedWith, ...added] };
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
