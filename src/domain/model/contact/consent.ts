import { type Instant, SECOND } from '../time.js';
import { type PersonHash } from './person-hash.js';

/** A word about messages: STOP (`optedOut`) or START, from the person or by hand. */
export interface ConsentWord {
  readonly optedOut: boolean;
  readonly at: Instant;
}

/**
 * The word with the second in which it was said. WhatsApp tells times in whole seconds, and a word by hand has
 * milliseconds: a STOP that a person writes later in the same second would count as older.
 */
export const inWholeSeconds = ({ optedOut, at }: ConsentWord): ConsentWord => ({
  optedOut,
  at: Math.floor(at / SECOND) * SECOND,
});

/** What was last said under one hash. */
export interface Consent {
  /** When the newest word was said. */
  readonly saidAt: Instant;
  /** Since when the person has opted out; null after a START. */
  readonly optedOutAt: Instant | null;
}

/** What was said under each hash. Hashes under which nothing was said are missing. */
export type Consents = ReadonlyMap<PersonHash, Consent>;

/**
 * What counts under a hash after a word; the same value if the word changes nothing. Words may arrive late and more than
 * once: one from before the newest changes nothing. A person who had already opted out keeps the time of the first STOP.
 */
export const withWord = (before: Consent | null, { optedOut, at }: ConsentWord): Consent => {
  if (before === null) return { saidAt: at, optedOutAt: optedOut ? at : null };
  if (at < before.saidAt) return before;
  const optedOutAt = optedOut ? (before.optedOutAt ?? at) : null;
  return at === before.saidAt && optedOutAt === before.optedOutAt ? before : { saidAt: at, optedOutAt };
};

/** Of what was said under two hashes of one person, what counts: the newest word; of words of one instant, a STOP. */
export const newerOf = (one: Consent | null, other: Consent | null): Consent | null => {
  if (one === null || other === null) return one ?? other;
  if (one.saidAt !== other.saidAt) return one.saidAt > other.saidAt ? one : other;
  if (one.optedOutAt === null || other.optedOutAt === null) return one.optedOutAt === null ? other : one;
  return one.optedOutAt <= other.optedOutAt ? one : other;
};

/**
 * Since when a person has opted out; null if they have not. The newest word under any of their hashes counts. Of words
 * of one instant, a STOP counts.
 */
export const optedOutSince = (consents: Consents, hashes: readonly PersonHash[]): Instant | null => {
  const said = hashes.flatMap((hash) => consents.get(hash) ?? []);
  const newest = Math.max(...said.map(({ saidAt }) => saidAt));
  const since = said.flatMap(({ saidAt, optedOutAt }) => (saidAt === newest && optedOutAt !== null ? optedOutAt : []));
  return since.length === 0 ? null : Math.min(...since);
};
