import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import pino from 'pino';
import {
  type MongodbRecords,
  openMongodbNode,
  openMongodbRecords,
} from '../../../../../src/adapters/stores/mongodb/records.js';
import { realTime } from '../../../../../src/kit/time/timer.js';
import { keyChangeContract, type Keys, type OpenedWithKeys } from '../../../../contracts/key-change.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { damageSecret } from '../damage.js';
import { patience } from '../fresh.js';

const optionsOf = (url: string, [encryptionKey, encryptionKeyOld]: Keys) => ({
  url,
  encryptionKey,
  encryptionKeyOld: encryptionKeyOld ?? null,
  patience,
  time: manualTimer(),
});

const serve = async (url: string, ...keys: Keys): Promise<MongodbRecords> => {
  const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: realTime };
  const opened = await openMongodbNode(optionsOf(url, keys), upgrading);
  return E.isRight(opened) ? opened.right : expect.fail(opened.left._tag);
};

const shown = (records: MongodbRecords): OpenedWithKeys => {
  const { database, accounts, damaged, close } = records;
  return {
    accounts,
    damaged,
    close,
    damageSecret: (id) => damageSecret(records, id),
    stored: async () =>
      JSON.stringify([
        await database.collection('accounts').find().toArray(),
        await database.collection('settings').find().toArray(),
      ]),
  };
};

withMongodb(() => {
  keyChangeContract('MongoDB', async () => {
    const { url, drop } = await makeDatabase();
    return {
      command: async (...keys) => shown(await openMongodbRecords(optionsOf(url, keys))),
      server: async (...keys) => shown(await serve(url, ...keys)),
      forSeveralServers: true,
      close: drop,
    };
  });
});
