import { contactsContract } from '../../../../contracts/contacts.js';
import { openFresh } from '../folder.js';

contactsContract('LMDB', () => openFresh());
