import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type Stored } from '../../ports/store.js';
import { type ContactWithConsent, type ReadConsentPorts } from '../consent/read-consent.js';
import { recordConsent, type RecordConsentPorts } from '../consent/record-consent.js';
import { withConsent } from './find-contact.js';

export type SayByHandPorts = RecordConsentPorts & ReadConsentPorts;

/**
 * Opts a contact out or in by hand: the word counts under all its ids, from now on. Repeating it keeps the time of the
 * first. The answer says what holds now: the person may have said another word at the same moment, and the later counts.
 */
export const sayByHand = (
  ports: SayByHandPorts,
  account: Account,
  contact: Contact,
  optedOut: boolean,
): Stored<ContactWithConsent> =>
  pipe(
    recordConsent(ports, account, { hashes: [], contacts: [contact] }, { optedOut, at: ports.clock.now() }),
    TE.chain(() => withConsent(ports, account, contact)),
  );
