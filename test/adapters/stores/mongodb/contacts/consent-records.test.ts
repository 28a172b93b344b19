import { consentRecordsContract } from '../../../../contracts/consent-records.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh, openPatiently } from '../fresh.js';

withMongodb(() => {
  consentRecordsContract('MongoDB', async () => {
    const { consents, url, close } = await openFresh();
    const node = await openPatiently(url);
    return {
      consents,
      elsewhere: node.consents,
      close: async () => {
        await node.close();
        await close();
      },
    };
  });
});
