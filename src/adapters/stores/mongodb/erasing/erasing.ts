import { type Erasing } from '../../../../domain/ports/erasing.js';
import { storing } from '../../shared/store-fault.js';
import { eraseContact } from './erase-contact.js';
import { forgetErasing, notedErasings } from './noted-erasings.js';
import { type Database } from '../database/database.js';
import { eraseEvents } from './erase-events.js';
import { eraseMessages } from './erase-messages.js';
import { makeEraseOld } from './erase-old-messages.js';

/**
 * Erasing in MongoDB. Each write is conditional on what was read, and each step finds by itself what is left to do: so any
 * number of nodes may erase the same at once, and one that dies in the middle is repeated by any other. `tell` is called
 * after a write with events.
 */
export const mongodbErasing = (database: Database, tell: () => void): Erasing => {
  const eraseOld = makeEraseOld(database);
  return {
    contact: (account, id, now) =>
      storing(async () => {
        const isErased = await eraseContact(database, account, id, now);
        if (isErased) tell();
        return isErased;
      }),
    messages: (account, contact) => storing(() => eraseMessages(database, account, contact)),
    events: (account, contact) => storing(() => eraseEvents(database, account, contact)),
    messagesBefore: (before) => storing(() => eraseOld(before)),
    noted: storing(() => notedErasings(database)),
    forget: (erasure) => storing(() => forgetErasing(database, erasure)),
  };
};
