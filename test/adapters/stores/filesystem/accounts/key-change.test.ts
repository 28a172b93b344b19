import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import pino from 'pino';
import { accountTables } from '../../../../../src/adapters/stores/filesystem/accounts/account-records.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
  openFilesystemServer,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { realTime } from '../../../../../src/kit/time/timer.js';
import { keyChangeContract, type Keys, type OpenedWithKeys } from '../../../../contracts/key-change.js';
import { damageSecret } from '../damage.js';
import { makeDataDir } from '../folder.js';

const optionsOf = (dataDir: string, [encryptionKey, encryptionKeyOld]: Keys) => ({
  dataDir,
  encryptionKey,
  encryptionKeyOld: encryptionKeyOld ?? null,
});

const serve = async (dataDir: string, ...keys: Keys): Promise<FilesystemRecords> => {
  const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: realTime };
  const opened = await openFilesystemServer(optionsOf(dataDir, keys), upgrading);
  return E.isRight(opened) ? opened.right : expect.fail(opened.left._tag);
};

const shown = (records: FilesystemRecords): OpenedWithKeys => {
  const { environment, accounts, damaged, close } = records;
  const tables = accountTables(environment);
  return {
    accounts,
    damaged,
    close,
    damageSecret: (id) => damageSecret(records, id),
    stored: () =>
      orThrow(
        environment.read(() =>
          JSON.stringify([tables.accounts.entries({}), tables.verifyTokens.keys({}), tables.tokenKeys.entries({})]),
        ),
      ),
  };
};

keyChangeContract('LMDB', async () => {
  const { dataDir, remove } = await makeDataDir();
  return {
    command: async (...keys) => shown(await openFilesystemRecords(optionsOf(dataDir, keys))),
    server: async (...keys) => shown(await serve(dataDir, ...keys)),
    forSeveralServers: false,
    close: remove,
  };
});
