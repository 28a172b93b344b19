import { contactsContract } from '../../contracts/contacts.js';
import { openFresh, withMongodb } from './database.js';

withMongodb(() => {
  contactsContract('MongoDB', () => openFresh());
});
