import { mongodbMessages } from '../../../../../src/adapters/stores/mongodb/messages/messages.js';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { equal } from '../../../../../src/adapters/stores/mongodb/database/documents.js';
import { StoreFault } from '../../../../../src/adapters/stores/shared/store-fault.js';
import { noService } from '../../../../../src/domain/model/service-time.js';
import { eventWritersContract } from '../../../../contracts/events.js';
import { left } from '../../../../contracts/support.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { until } from '../../../../support/until.js';
import { openNode } from '../fresh.js';

/** The same database, whose answers to inserts of messages are lost. */
const losingInserts = (database: Database): Database => ({
  ...database,
  collection: (name) =>
    new Proxy(database.collection(name), {
      get: (collection, field) =>
        name === 'messages' && field === 'insertOne'
          ? async (document: never) => {
              await collection.insertOne(document);
              throw new StoreFault('the answer was lost');
            }
          : (Reflect.get(collection, field, collection) as unknown),
    }),
});

withMongodb(() => {
  eventWritersContract('MongoDB', async () => {
    const { url, drop } = await makeDatabase();
    const [node, other] = [await openNode(url), await openNode(url)];
    const late = mongodbMessages(
      losingInserts(node.database),
      () => noService,
      () => undefined,
    );
    return {
      ...node,
      elsewhere: other,
      openLate: async (draft) => {
        await left(late.open(draft, -1, Date.now()));
        const failed = equal({ accountId: draft.accountId, state: 'failed' });
        await until(
          'the message to be given up',
          async () => (await node.database.collection('messages').countDocuments(failed)) > 0,
        );
      },
      close: async () => {
        await other.close();
        await node.close();
        await drop();
      },
    };
  });
});
