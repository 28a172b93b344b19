import { contactsContract } from '../../../../contracts/contacts.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

withMongodb(() => {
  contactsContract('MongoDB', () => openFresh());
});
