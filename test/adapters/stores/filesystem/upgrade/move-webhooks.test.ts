import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { right } from '../../../../contracts/support.js';
import { formerWebhooksContract, WEBHOOK_FORMAT } from '../../../../contracts/upgrade/former-webhooks.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDataDir } from '../folder.js';

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<Key, unknown>({ name, codec: t.unknown, show: String });

describe('a data folder whose accounts had a webhook URL', () => {
  formerWebhooksContract(async ({ accounts, tokens }, isCut) => {
    const { dataDir, remove } = await makeDataDir();
    const filling = await openEnvironment({ dataDir });
    const put = (name: TableName, key: Key, record: unknown) => rawTable(filling, name).put(key, record);
    await right(
      filling.write(() => ({
        answer: undefined,
        writes: [
          put('format', 'format', WEBHOOK_FORMAT + (isCut ? 1 : 0)),
          ...(isCut ? [put('upgrade', 'upgrade', { version: null, unfinished: { part: 0, after: null } })] : []),
          ...accounts.map((one) => put('accounts', one['id'] as number, one)),
          ...tokens.flatMap((one) => [
            put('tokens', one.hash, one),
            put('token-hashes', [one.accountId, Number(one.id.split('_')[2])], one.hash),
          ]),
        ],
      })),
    );
    await filling.close();
    return {
      open: async (encryptionKey) => {
        const logged: string[] = [];
        const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
        const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
        const opened = await openFilesystemServer({ dataDir, encryptionKey }, upgrading);
        if (!isRight(opened)) throw new Error(opened.left._tag);
        const { environment, ...records } = opened.right;
        const stored = () =>
          right(
            environment.read(() =>
              JSON.stringify(
                ['accounts', 'endpoints'].map((name) => rawTable(environment, name as TableName).entries({})),
              ),
            ),
          );
        return { ...records, stored, logged: () => logged.join('') };
      },
      remove,
    };
  });
});
