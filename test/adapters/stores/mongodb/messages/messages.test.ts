import { equal, type Fields } from '../../../../../src/adapters/stores/mongodb/database/documents.js';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { messagesContract } from '../../../../contracts/messages.js';
import { personLaw } from '../../../../contracts/person-law.js';
import { sendingContract } from '../../../../contracts/sending.js';
import { type Damage, SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh, openPatiently, serveOn, writesIn } from '../fresh.js';

/** Damages a field of a document. */
const damageIn = (database: Database): Damage => {
  const damage = async (collection: string, place: Fields, field: string): Promise<void> => {
    const damaged = database.collection(collection).updateOne(equal(place), { $set: { [field]: SECRET_DAMAGE } });
    const { matchedCount } = await database.within(damaged);
    if (matchedCount !== 1) throw new Error(`there is no document ${JSON.stringify(place)}`);
  };
  return {
    message: ({ accountId, id }) => damage('messages', { accountId, id }, 'mediaUrl'),
    contact: (accountId, id) => damage('contacts', { accountId, id }, 'firstname'),
    reports: (accountId, wamid) => damage('earlyReports', { accountId, wamid }, 'reports'),
  };
};

withMongodb(() => {
  personLaw(
    'MongoDB',
    async () => {
      const { messages, contacts, consents, close } = await openFresh();
      return { messages, contacts, consents, close };
    },
    40,
  );

  sendingContract('MongoDB', async () => {
    const { messages, contacts, consents, url, close } = await openFresh();
    const node = await openPatiently(url);
    return {
      messages,
      contacts,
      consents,
      elsewhere: node.messages,
      close: async () => {
        await node.close();
        await close();
      },
    };
  });

  messagesContract('MongoDB', async () => {
    const fresh = await openFresh();
    const { database, messages, contacts, prune, url, close } = fresh;
    const node = await openPatiently(url);
    return {
      messages,
      contacts,
      prune,
      serve: serveOn(fresh, node),
      damage: damageIn(database),
      writes: writesIn(database, 'messages', 'contacts', 'earlyReports'),
      elsewhere: node.messages,
      close: async () => {
        await node.close();
        await close();
      },
    };
  });
});
