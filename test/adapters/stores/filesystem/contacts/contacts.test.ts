import { filesystemContacts } from '../../../../../src/adapters/stores/filesystem/contacts/contacts.js';
import { contactsContract } from '../../../../contracts/contacts.js';
import { openFresh, writesIn } from '../folder.js';

contactsContract('LMDB', async () => {
  const { contacts, environment, close } = await openFresh();
  const other = () => filesystemContacts(environment);
  return { contacts, nodes: [contacts, other(), other()], writes: writesIn(environment), close };
});
