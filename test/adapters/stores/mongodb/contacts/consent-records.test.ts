import { type Document } from 'mongodb';
import { placeOfConsent } from '../../../../../src/adapters/stores/mongodb/contacts/consent-documents.js';
import { equal } from '../../../../../src/adapters/stores/mongodb/database/documents.js';
import { consentRecordsContract } from '../../../../contracts/consent-records.js';
import { ACME } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh, openPatiently, writesIn } from '../fresh.js';

withMongodb(() => {
  consentRecordsContract('MongoDB', async () => {
    const { consents, database, url, close } = await openFresh();
    const more = [await openPatiently(url), await openPatiently(url)] as const;
    const change = async (hash: string, update: Document): Promise<void> => {
      await database.collection('consents').updateOne(equal(placeOfConsent(ACME, hash)), update);
    };
    return {
      consents,
      elsewhere: more[0].consents,
      nodes: [consents, more[0].consents, more[1].consents],
      writes: writesIn(database, 'consents'),
      damage: (hash) => change(hash, { $rename: { saidAt: 'lost' } }),
      restore: (hash) => change(hash, { $rename: { lost: 'saidAt' } }),
      close: async () => {
        for (const node of more) await node.close();
        await close();
      },
    };
  });
});
