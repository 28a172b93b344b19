import { filesystemConsents } from '../../../../../src/adapters/stores/filesystem/contacts/consent-records.js';
import { consentRecordsContract } from '../../../../contracts/consent-records.js';
import { openFresh } from '../folder.js';

consentRecordsContract('LMDB', async () => {
  const { consents, environment, close } = await openFresh();
  return { consents, elsewhere: filesystemConsents(environment), close };
});
