import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Consent, withWord } from '../../src/domain/model/contact/consent.js';
import { type PersonHash } from '../../src/domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../src/domain/ports/consent-records.js';

/** Consents of one account in a map. */
export const memoryConsents = (kept: Map<PersonHash, Consent>): ConsentRecords => {
  const read = (hashes: readonly PersonHash[]) => new Map([...kept].filter(([hash]) => hashes.includes(hash)));
  return {
    of: (_account, hashes) => TE.rightIO(() => read(hashes)),
    record: (_account, hashes, word) =>
      TE.rightIO(() => {
        const before = read(hashes);
        for (const hash of hashes) kept.set(hash, withWord(kept.get(hash) ?? null, word));
        return { before, after: read(hashes) };
      }),
  };
};
