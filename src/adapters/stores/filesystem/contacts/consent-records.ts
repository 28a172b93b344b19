import { type Consent, type Consents, withWord } from '../../../../domain/model/contact/consent.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../../../domain/ports/consent-records.js';
import { consentRecord } from '../../records/consent.js';
import { type Environment } from '../lmdb/environment.js';

/** The table of consents: by account and hash. */
export const consentTable = (environment: Environment) =>
  environment.table<readonly [account: number, hash: string], Consent>({
    name: 'consents',
    codec: consentRecord,
    show: ([account]) => `${account}/(a person)`,
  });

/** Consents in LMDB. */
export const filesystemConsents = (environment: Environment): ConsentRecords => {
  const table = consentTable(environment);
  const read = (account: number, hashes: readonly PersonHash[]): Consents =>
    new Map(
      hashes.flatMap((hash) => {
        const consent = table.get([account, hash]);
        return consent === undefined ? [] : [[hash, consent] as const];
      }),
    );

  return {
    of: (account, hashes) => environment.read(() => read(account, hashes)),
    record: (account, hashes, word) =>
      environment.write(() => {
        const before = read(account, hashes);
        const after = new Map(hashes.map((hash) => [hash, withWord(before.get(hash) ?? null, word)]));
        const changed = [...after].filter(([hash, consent]) => consent !== before.get(hash));
        return {
          answer: { before, after },
          writes: changed.map(([hash, consent]) => table.put([account, hash], consent)),
        };
      }),
  };
};
