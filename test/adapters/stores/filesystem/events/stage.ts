import * as t from 'io-ts';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import {
  type FilesystemRecords,
  openFilesystemRecords,
} from '../../../../../src/adapters/stores/filesystem/records.js';
import { placeOfEventId } from '../../../../../src/domain/model/event/event-id.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { type WebhookDamage, type WebhookStage } from '../../../../contracts/events/stage.js';
import { SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { right } from '../../../../contracts/support.js';
import { makeDataDir, writesIn } from '../folder.js';

/** A data folder that two processes have open, as a server and a command do. */
export const openTwice = async () => {
  const { dataDir, remove } = await makeDataDir();
  const open = (): Promise<FilesystemRecords> => openFilesystemRecords({ dataDir, encryptionKey: null });
  const [records, elsewhere] = [await open(), await open()];
  return {
    records,
    elsewhere,
    close: async () => {
      await elsewhere.close();
      await records.close();
      await remove();
    },
  };
};

/** Damages a field of a record through a table that takes whatever it holds. */
const damageIn = (environment: Environment): WebhookDamage => {
  const damage = (name: TableName, key: Key, field: string): Promise<void> => {
    const table = environment.table<Key, unknown>({ name, codec: t.unknown, show: String });
    return right(
      environment.write(() => {
        const record = table.get(key);
        if (typeof record !== 'object') throw new TypeError(`there is no record ${String(key)}`);
        return { answer: undefined, writes: [table.put(key, { ...record, [field]: SECRET_DAMAGE })] };
      }),
    );
  };
  return {
    event: (account, id) => {
      const place = placeOfEventId(id);
      if (place._tag === 'None') throw new TypeError(`${id} has no place`);
      return damage('events', [account, place.value], 'at');
    },
    endpoint: ({ accountId, id }) => damage('endpoints', [accountId, id], 'url'),
    delivery: ({ accountId, id: endpoint }, id) => damage('deliveries', [accountId, endpoint, id], 'tries'),
  };
};

export const openWebhookStage = async (): Promise<WebhookStage & { readonly close: () => Promise<void> }> => {
  const { records, elsewhere, close } = await openTwice();
  return {
    ...records,
    elsewhere,
    happen: happenIn(records),
    happenElsewhere: happenIn(elsewhere, 500_000),
    writes: writesIn(records.environment),
    damage: damageIn(records.environment),
    close,
  };
};
