import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type ContactCalls, type ContactsError } from '../../src/domain/use-cases/contacts/call.js';

/** Calls of contacts of which each is refused: for doors whose tests are about something else. */
export const refusedContacts = (error: ContactsError): ContactCalls => {
  const refused = () => Promise.resolve({ rateLimit: O.none, result: E.left(error) });
  return {
    list: refused,
    get: refused,
    create: refused,
    change: refused,
    erase: refused,
    optOut: refused,
    optIn: refused,
  };
};
