import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../../../../domain/model/account/account.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type StoredAccount } from '../../records/account.js';
import { readEach } from '../../shared/read-each.js';
import { type SealedAgain } from '../../shared/sealing/sealed-again.js';
import { needsSealing, sealAccount } from '../../shared/sealing/secrets.js';
import { sealTokenKey, tokenKeyRecord, unsealTokenKey } from '../../shared/verify-tokens.js';
import { type Database } from '../database/database.js';
import { equal, type Kept } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { sealEndpoints } from '../events/endpoints/seal-endpoints.js';
import { accountDocuments, accountOf } from './account-documents.js';
import { TOKEN_KEY } from './index-accounts.js';
import { addOwnCheck, keepOwnCheck, readChecks } from '../database/key-checks.js';

/** How many times the accounts are read. A round that finds nothing to seal is the last one. */
const MOST_ROUNDS = 10;
/** How many accounts are written at a time. */
const AT_ONCE = 16;

/**
 * Seals again, with the key that seals, every secret that the other key sealed. Other nodes may go on: they open both
 * keys, and an account that is changed meanwhile is read again. If a node with the keys the other way round seals at
 * the same time, some secrets may stay as they are, and both keys are still needed. Repeating it is harmless. A damaged
 * account stays as it is, and is named.
 */
export const sealAgain = async (database: Database, sealer: Sealer): Promise<SealedAgain> => {
  let sealed = 0;
  let damaged: readonly Damaged[] = [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await addOwnCheck(database, sealer);
    const checks = await readChecks(database);
    const found = await findDue(database, sealer);
    sealed += await sealEach(database, sealer, found.items);
    const endpoints = await sealEndpoints(database, sealer, {});
    damaged = [...found.damaged, ...endpoints.damaged];
    const isKeyDone = await sealKeyAgain(database, sealer);
    const isDone = found.items.length === 0 && endpoints.due === 0 && isKeyDone;
    // If the check values have changed since, another key was used meanwhile.
    if (isDone && (await keepOwnCheck(database, sealer, checks))) break;
  }
  await addOwnCheck(database, sealer);
  return { accounts: sealed, damaged };
};

interface Due {
  readonly kept: Kept<StoredAccount>;
  readonly account: Account;
}

const findDue = async (database: Database, sealer: Sealer) => {
  const accounts = accountDocuments(database);
  return readEach(
    await accounts.found({}, { _id: 1 }),
    (document): Due | undefined => {
      const kept = accounts.decode(document);
      return needsSealing(kept.record, sealer) ? { kept, account: accountOf(kept, sealer) } : undefined;
    },
    CorruptDocument,
  );
};

/** Returns how many were written. The others were changed meanwhile. */
const sealEach = async (database: Database, sealer: Sealer, due: readonly Due[]): Promise<number> => {
  const accounts = accountDocuments(database);
  const sealOne = ({ kept, account }: Due): Promise<boolean> => accounts.replace(kept, sealAccount(account, sealer));
  let written = 0;
  for (let at = 0; at < due.length; at += AT_ONCE)
    written += (await Promise.all(due.slice(at, at + AT_ONCE).map(sealOne))).filter(Boolean).length;
  return written;
};

/** Whether nothing was left to do for the key that verify tokens are hashed with. */
const sealKeyAgain = async (database: Database, sealer: Sealer): Promise<boolean> => {
  const settings = database.collection('settings');
  const found = tokenKeyRecord.decode(await database.within(settings.findOne(equal({ _id: TOKEN_KEY }))));
  // A damaged one was replaced when the index was opened.
  if (E.isLeft(found)) return true;
  const { key, sealed } = found.right;
  if (sealed && sealer.sealedIt(key)) return true;
  const again = sealTokenKey(unsealTokenKey(found.right, sealer), sealer);
  await database.within(settings.updateOne(equal({ _id: TOKEN_KEY, key }), { $set: { ...again } }));
  return false;
};
