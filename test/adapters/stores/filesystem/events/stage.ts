import * as t from 'io-ts';
import { filesystemConsents } from '../../../../../src/adapters/stores/filesystem/contacts/consent-records.js';
import { filesystemContacts } from '../../../../../src/adapters/stores/filesystem/contacts/contacts.js';
import { filesystemDeliveries } from '../../../../../src/adapters/stores/filesystem/events/deliveries/deliveries.js';
import { filesystemEndpoints } from '../../../../../src/adapters/stores/filesystem/events/endpoints/webhook-endpoints.js';
import { filesystemEventLog } from '../../../../../src/adapters/stores/filesystem/events/event-log.js';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { filesystemMessages } from '../../../../../src/adapters/stores/filesystem/messages/messages.js';
import { placeOfEventId } from '../../../../../src/domain/model/event/event-id.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { type WebhookDamage, type WebhookStage } from '../../../../contracts/events/stage.js';
import { SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { right } from '../../../../contracts/support.js';
import { openFresh, writesIn } from '../folder.js';

/** Fresh records, and the ports that another process has. Its snapshots are taken with ours, so that none is older. */
export const openTwice = async () => {
  const records = await openFresh();
  const { environment, media, close } = records;
  const elsewhere = {
    messages: filesystemMessages(environment, media),
    contacts: filesystemContacts(environment),
    consents: filesystemConsents(environment),
    events: filesystemEventLog(environment),
    endpoints: filesystemEndpoints(environment, plainSealer),
    deliveries: filesystemDeliveries(environment, plainSealer),
  };
  return { records, elsewhere, close };
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
