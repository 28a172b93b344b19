import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { type Environment, openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { right } from '../../../../contracts/support.js';
import { FORMER_FORMAT, formerConsentsContract } from '../../../../contracts/upgrade/former-consents.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDataDir } from '../folder.js';

const rawTable = (environment: Environment, name: TableName) =>
  environment.table<Key, Readonly<Record<string, unknown>>>({
    name,
    codec: t.any,
    show: String,
  });

describe('a data folder whose contacts held their own consent', () => {
  formerConsentsContract(async ({ accounts, contacts }) => {
    const { dataDir, remove } = await makeDataDir();
    const filling = await openEnvironment({ dataDir });
    const formats = filling.table<string, unknown>({ name: 'format', codec: t.unknown, show: String });
    await right(
      filling.write(() => ({
        answer: undefined,
        writes: [
          formats.put('format', FORMER_FORMAT),
          ...accounts.map((account) => rawTable(filling, 'accounts').put(account['id'] as number, account)),
          ...contacts.map((one) => rawTable(filling, 'contacts').put([one.accountId, one.id], { ...one })),
        ],
      })),
    );
    await filling.close();
    return {
      open: async (encryptionKey) => {
        const logged: string[] = [];
        const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
        const upgrading = { log, stopping: new AbortController().signal, time: manualTimer() };
        const opened = await openFilesystemServer({ dataDir, encryptionKey }, upgrading);
        if (!isRight(opened)) throw new Error(opened.left._tag);
        const { environment, ...records } = opened.right;
        const stored = () =>
          right(
            environment.read(() =>
              rawTable(environment, 'contacts')
                .entries({})
                .map(([, record]) => record),
            ),
          );
        return { ...records, stored, logged: () => logged.join('') };
      },
      remove,
    };
  });
});
