import * as E from 'fp-ts/lib/Either.js';
import { accountOfToken, isDemoAccount, withEveryScope } from '../../shared/upgrade/demo-token.js';
import { firstHealthOf } from '../../shared/upgrade/first-health.js';
import { type FormerEndpoint, formerWebhookOf, noteOf } from '../../shared/upgrade/former-webhook.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal } from '../database/documents.js';
import { insertUnordered } from '../database/insert-unordered.js';
import { damagedOf, findBehind, MOST_DOCUMENTS } from './each-document.js';
import { PATIENCE } from '../database/deadline.js';
import { type MongodbPart } from './upgrade.js';

/** The first of an account's slots. No endpoint has one yet. */
const SLOT = 1;

/** Repeating a batch is harmless: an endpoint's `_id` is its id, which is always the same for an account. */
const moveEach: MongodbPart =
  ({ database }) =>
  async (after) => {
    const found = await findBehind(database, 'accounts', after, MOST_DOCUMENTS);
    const now = Date.now();
    const judged = found.map((document) => ({ document, made: formerWebhookOf(Number(document._id), document, now) }));
    const former = judged.flatMap(({ made }) => (E.isRight(made) && made.right !== null ? [made.right] : []));
    await insertUnordered(database, 'webhookEndpoints', former.map(documentOf), PATIENCE);
    const sound = judged.flatMap(({ document, made }) => (E.isRight(made) ? [document] : []));
    await keepHealth(database, sound, now);
    await forget(database, sound);
    const last = found.at(-1)?._id ?? null;
    return { after: last, count: found.length, damaged: damagedOf('accounts', judged), notes: former.map(noteOf) };
  };

const documentOf = ({ id, record }: FormerEndpoint) => ({ _id: id, ...record, slot: SLOT, revision: 0 });

/** All that are not configured have the same health. */
const keepHealth = async (
  { collection, within }: Database,
  accounts: readonly AnyDocument[],
  now: Instant,
): Promise<void> => {
  const unconfigured = accounts
    .map(({ _id, ...account }) => ({ _id, health: firstHealthOf(account, now) }))
    .filter(({ health }) => health !== null);
  const [first] = unconfigured;
  if (first === undefined) return;
  const those = { _id: { $in: unconfigured.map(({ _id }) => _id) }, health: { $exists: false } };
  const change = { $set: { health: first.health }, $inc: { revision: 1 } } as const;
  await within(collection('accounts').updateMany(those, change), PATIENCE);
};

const forget = async ({ collection, within }: Database, accounts: readonly AnyDocument[]): Promise<void> => {
  const done = { _id: { $in: accounts.map(({ _id }) => _id) }, webhook: { $exists: true } };
  const change = { $unset: { webhook: '' }, $inc: { revision: 1 } } as const;
  await within(collection('accounts').updateMany(done, change), PATIENCE);
};

const giveScopes: MongodbPart =
  ({ database }) =>
  async (after) => {
    const { collection, within } = database;
    const found = await findBehind(database, 'tokens', after, MOST_DOCUMENTS);
    const ids = [...new Set(found.flatMap((token) => accountOfToken(token) ?? []))];
    const accounts = await within(
      collection('accounts')
        .find({ _id: { $in: ids } })
        .toArray(),
      PATIENCE,
    );
    const demos = new Set(accounts.filter(isDemoAccount).map(({ _id }): unknown => _id));
    const judged = found
      .filter((token) => demos.has(accountOfToken(token)))
      .map((document) => ({ document, made: withEveryScope<AnyDocument>(document) }));
    for (const { document, made } of judged)
      if (E.isRight(made) && made.right !== document) {
        const isLive = { ...equal({ _id: String(document._id) }), revokedAt: { $eq: null } };
        const scopes: unknown = made.right['scopes'];
        const change = { $set: { scopes }, $inc: { revision: 1 } };
        await within(collection('tokens').updateOne(isLive, change), PATIENCE);
      }
    return {
      after: found.at(-1)?._id ?? null,
      count: found.length,
      damaged: damagedOf('tokens', judged.map(shortened)),
    };
  };

/** The hash of a token is named by its first characters. */
const shortened = <A>({ document, made }: { readonly document: AnyDocument; readonly made: A }) => ({
  document: { _id: String(document._id).slice(0, 8) },
  made,
});

/** Makes an endpoint of each account's webhook URL, and lets the demo show everything that is new. */
export const moveWebhooks: readonly MongodbPart[] = [moveEach, giveScopes];
