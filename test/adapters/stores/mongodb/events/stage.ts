import { type Document } from 'mongodb';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { equal, type Fields } from '../../../../../src/adapters/stores/mongodb/database/documents.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { type WebhookDamage, type WebhookStage } from '../../../../contracts/events/stage.js';
import { SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { makeDatabase } from '../../../../support/mongodb/database.js';
import { openNode, writesIn } from '../fresh.js';

const damageIn = (database: Database): WebhookDamage => {
  const damage = async (collection: string, place: Fields, change: Document): Promise<void> => {
    const damaged = database.collection(collection).updateOne(equal(place), { $set: change });
    const { matchedCount } = await database.within(damaged);
    if (matchedCount !== 1) throw new TypeError(`there is no document ${JSON.stringify(place)}`);
  };
  return {
    event: (accountId, id) => damage('events', { accountId, id }, { message: SECRET_DAMAGE, contact: SECRET_DAMAGE }),
    endpoint: ({ accountId, id }) => damage('webhookEndpoints', { accountId, id }, { description: SECRET_DAMAGE }),
    delivery: ({ accountId, id: endpointId }, id) =>
      damage('deliveries', { accountId, endpointId, id }, { tries: SECRET_DAMAGE }),
  };
};

/** Two nodes of one database of their own. */
export const openStage = async (): Promise<WebhookStage & { readonly close: () => Promise<void> }> => {
  const { url, drop } = await makeDatabase();
  const [node, other] = [await openNode(url), await openNode(url)];
  return {
    ...node,
    elsewhere: other,
    happen: happenIn(node),
    happenElsewhere: happenIn(other, 500_000),
    writes: writesIn(node.database, 'webhookEndpoints', 'deliveries'),
    damage: damageIn(node.database),
    close: async () => {
      await other.close();
      await node.close();
      await drop();
    },
  };
};
