import * as E from 'fp-ts/lib/Either.js';
import { type AnyBulkWriteOperation } from 'mongodb';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { consentKeyOf, withConsentKey } from '../../shared/upgrade/consent-key.js';
import { type FormerConsent, formerConsentOf } from '../../shared/upgrade/former-consent.js';
import { CONSENTS, placeOfConsent } from '../contacts/consent-documents.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { damagedOf, eachDocument, findBehind, MOST_DOCUMENTS } from './each-document.js';
import { PATIENCE } from '../database/deadline.js';
import { type MongodbPart } from './upgrade.js';

const giveKeys: MongodbPart = eachDocument({
  name: 'accounts',
  change:
    ({ sealer }) =>
    (document) =>
      withConsentKey(document, sealer),
});

/** Repeating a batch is harmless: the newer consent of a hash stays. */
const moveEach: MongodbPart =
  ({ database, sealer }) =>
  async (after) => {
    const contacts = database.collection('contacts');
    const found = await findBehind(database, 'contacts', after, MOST_DOCUMENTS);
    const keyOf = await readKeys(database, sealer, found);
    const judged = found.map((document) => ({ document, made: formerConsentOf(document, keyOf) }));
    const moved = judged.flatMap(({ document, made }) =>
      E.isRight(made) && made.right !== null ? [{ document, former: made.right }] : [],
    );
    if (moved.length > 0) {
      const writes = moved.flatMap(({ former }) => former.hashes.flatMap((hash) => writesOf(hash, former)));
      await database.within(database.collection(CONSENTS).bulkWrite(writes), PATIENCE);
      const done = { _id: { $in: moved.map(({ document }) => document._id) } };
      const change = { $unset: { consentAt: '', optedOutAt: '' }, $inc: { revision: 1 } } as const;
      await database.within(contacts.updateMany(done, change), PATIENCE);
    }
    return { after: found.at(-1)?._id ?? null, count: found.length, damaged: damagedOf('contacts', judged) };
  };

type KeyOf = (account: number) => E.Either<string, string>;

/** Reads the consent keys of these contacts' accounts. */
const readKeys = async (database: Database, sealer: Sealer, contacts: readonly AnyDocument[]): Promise<KeyOf> => {
  const ids = [...new Set(contacts.map(({ accountId }): unknown => accountId))];
  const filter = { _id: { $in: ids as number[] } };
  const accounts = await database.within(database.collection('accounts').find(filter).toArray(), PATIENCE);
  const keys = new Map<unknown, E.Either<string, string>>(
    accounts.map((account) => [account._id, consentKeyOf(account, sealer)]),
  );
  return (account) => keys.get(account) ?? E.left('its account');
};

/** The first makes the document if there is none; the second takes the place of an older consent. */
const writesOf = (
  hash: PersonHash,
  { accountId, consent }: FormerConsent,
): readonly AnyBulkWriteOperation<AnyDocument>[] => {
  const place = equal(placeOfConsent(accountId, hash));
  return [
    { updateOne: { filter: place, update: { $setOnInsert: { ...consent, revision: 0 } }, upsert: true } },
    {
      updateOne: {
        filter: { ...place, saidAt: { $lt: consent.saidAt } },
        update: { $set: { ...consent }, $inc: { revision: 1 } },
      },
    },
  ];
};

/** Gives each account its consent key, and moves consent from contacts to their hashes. */
export const moveConsents: readonly MongodbPart[] = [giveKeys, moveEach];
