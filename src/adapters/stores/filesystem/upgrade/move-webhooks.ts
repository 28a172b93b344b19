import { pipe } from 'fp-ts/lib/function.js';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { accountOfToken, isDemoAccount, withEveryScope } from '../../shared/upgrade/demo-token.js';
import { firstHealthOf } from '../../shared/upgrade/first-health.js';
import { formerWebhookOf, noteOf } from '../../shared/upgrade/former-webhook.js';
import { type Environment } from '../lmdb/environment.js';
import { type Key } from '../lmdb/table.js';
import { type TableName } from '../lmdb/table-names.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

const raw = <K extends Key>(environment: Environment, name: TableName) =>
  environment.table<K, unknown>({ name, codec: t.unknown, show: String });

/** It may be null. */
const hasWebhook = t.type({ webhook: t.union([t.UnknownRecord, t.null]) });

const moveEach: FilesystemPart = eachRecord<number>({
  name: 'accounts',
  show: String,
  writes: ({ environment }) => {
    const endpoints = raw<readonly [account: number, id: string]>(environment, 'endpoints');
    return (account, record, accounts) => {
      const now = Date.now();
      const health = firstHealthOf(record, now);
      return pipe(
        formerWebhookOf(account, record, now),
        E.map((former) => ({
          notes: former === null ? [] : [noteOf(former)],
          writes: [
            ...(former === null ? [] : [endpoints.put([account, former.id], former.record)]),
            ...(hasWebhook.is(record)
              ? [accounts.put(account, { ...record, webhook: undefined, ...(health === null ? {} : { health }) })]
              : []),
          ],
        })),
      );
    };
  },
});

const giveScopes: FilesystemPart = eachRecord<string>({
  name: 'tokens',
  show: (hash) => hash.slice(0, 8),
  writes: ({ environment }) => {
    const accounts = raw<number>(environment, 'accounts');
    return (hash, token, tokens) => {
      if (!isDemoAccount(accounts.get(accountOfToken(token) ?? 0))) return E.right({ writes: [] });
      return pipe(
        withEveryScope(token),
        E.map((made) => ({ writes: made === token ? [] : [tokens.put(hash, made)] })),
      );
    };
  },
});

/** Makes an endpoint of each account's webhook URL, and lets the demo show everything that is new. */
export const moveWebhooks: readonly FilesystemPart[] = [moveEach, giveScopes];
