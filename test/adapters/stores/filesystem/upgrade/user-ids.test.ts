import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { pino } from 'pino';
import { openEnvironment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { openFilesystemServer } from '../../../../../src/adapters/stores/filesystem/records.js';
import { right } from '../../../../contracts/support.js';
import { NUMBERS_FORMAT, userIdsContract } from '../../../../contracts/upgrade/user-ids.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDataDir } from '../folder.js';

describe('a data folder in which each person had a number', () => {
  userIdsContract(async ({ contacts, consents, messages }, isCut) => {
    const { dataDir, remove } = await makeDataDir();
    const filling = await openEnvironment({ dataDir });
    const put = (name: TableName, key: Key, record: unknown) =>
      filling.table<Key, unknown>({ name, codec: t.unknown, show: String }).put(key, record);
    const place = { version: null, unfinished: { part: 0, after: null } };
    await right(
      filling.write(() => ({
        answer: undefined,
        writes: [
          put('format', 'format', NUMBERS_FORMAT + (isCut ? 1 : 0)),
          ...(isCut ? [put('upgrade', 'upgrade', place)] : []),
          ...contacts.flatMap((one) => [
            put('contacts', [one.accountId, one.id], one),
            put('phones', [one.accountId, one.phone], one.id),
            ...(one.waId === null ? [] : [put('wa-ids', [one.accountId, one.waId, one.id], true)]),
          ]),
          put('last-contact-ids', 1, contacts.length),
          ...consents.map(({ hash, ...said }) => put('consents', [1, hash], said)),
          ...messages.flatMap((one) => [
            put('messages', [one.accountId, one.id], one),
            put('message-index', [one.accountId, 'all', 0, one.createdAt, one.id], true),
          ]),
        ],
      })),
    );
    await filling.close();
    return {
      open: async () => {
        const upgrading = {
          log: pino({ level: 'silent' }),
          stopping: new AbortController().signal,
          time: manualTimer(),
        };
        const opened = await openFilesystemServer({ dataDir, encryptionKey: null }, upgrading);
        if (!isRight(opened)) throw new Error(opened.left._tag);
        return opened.right;
      },
      remove,
    };
  });
});
