import * as TE from 'fp-ts/lib/TaskEither.js';
import { consentEvents, nobody } from '../../src/domain/model/contact/concerned.js';
import { type Consent, newerOf, withWord } from '../../src/domain/model/contact/consent.js';
import { type PersonHash } from '../../src/domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../src/domain/ports/consent-records.js';

/** Consents of one account in a map. `groups` has the hashes that were joined. */
export const memoryConsents = (kept: Map<PersonHash, Consent>, groups: Set<PersonHash>[] = []): ConsentRecords => {
  const groupOf = (hash: PersonHash): Set<PersonHash> => groups.find((group) => group.has(hash)) ?? new Set([hash]);
  const allOf = (hashes: readonly PersonHash[]) => new Set(hashes.flatMap((hash) => [...groupOf(hash)]));
  const read = (hashes: readonly PersonHash[], from = kept) =>
    new Map([...from].filter(([hash]) => hashes.includes(hash)));
  return {
    of: (_account, hashes) => TE.rightIO(() => read(hashes)),
    record: (_account, hashes, word, concerned = nobody) =>
      TE.rightIO(() => {
        const before = new Map(kept);
        for (const hash of allOf(hashes)) kept.set(hash, withWord(kept.get(hash) ?? null, word));
        const events = consentEvents(concerned, before, kept);
        return { before: read(hashes, before), after: read(hashes), events };
      }),
    isKnown: (_account, hashes) =>
      TE.rightIO(() => hashes.some((hash) => kept.has(hash) || groups.some((group) => group.has(hash)))),
    join: (_account, hashes, concerned = nobody) =>
      TE.rightIO(() => {
        const before = new Map(kept);
        const all = allOf(hashes);
        const rest = groups.filter((group) => [...group].every((hash) => !all.has(hash)));
        groups.splice(0, groups.length, ...rest, all);
        const newest = [...all].map((hash) => kept.get(hash) ?? null).reduce(newerOf, null);
        if (newest !== null) for (const hash of all) kept.set(hash, newest);
        return consentEvents(concerned, before, kept);
      }),
  };
};
