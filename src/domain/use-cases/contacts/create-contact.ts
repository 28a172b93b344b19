import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Contact } from '../../model/contact/contact.js';
import { type ContactDraft } from '../../model/contact/contact-draft.js';
import { newContact } from '../../model/contact/new-contact.js';
import { idsOfRecipient } from '../../model/contact/person-hash.js';
import { type FeatureLimitExceeded, type Invalid, type MissingConfig, type Unavailable } from '../../model/errors.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { readConsent, type ReadConsentPorts } from '../consent/read-consent.js';
import { findContacts } from '../people/find-contacts.js';
import { type KeptContact } from './call.js';
import { withConsent } from './find-contact.js';

export interface CreateContactPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'byUserId' | 'findOrCreate'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Step<A> = TE.TaskEither<Unavailable | Invalid | MissingConfig | FeatureLimitExceeded, A>;

interface Found {
  readonly contact: Contact;
  readonly created: boolean;
}

/**
 * Creates a contact. The one that a send to this person would find is answered unchanged; what the draft says of it is not
 * looked up. Errors, in this order: staff or groups that the account does not have, an account without defaults, an
 * account at its limit.
 */
export const createContact = (ports: CreateContactPorts, account: Account, draft: ContactDraft): Step<KeptContact> =>
  pipe(
    findContacts(ports, account.id, draft.recipient),
    TE.chainW(({ contact }) =>
      O.isNone(contact)
        ? made(ports, account, draft)
        : TE.right<never, Found>({ contact: contact.value, created: false }),
    ),
    TE.chainW(({ contact, created }) =>
      TE.map((seen: Omit<KeptContact, 'created'>) => ({ ...seen, created }))(withConsent(ports, account, contact)),
    ),
  );

/** A person may have opted out before they are a contact; they are created so. */
const made = (ports: CreateContactPorts, account: Account, { recipient, details }: ContactDraft): Step<Found> =>
  pipe(
    TE.fromEither(newContact(account, recipient, details, '')),
    TE.bindTo('draft'),
    TE.bindW('optedOutAt', () => readConsent(ports, account, idsOfRecipient(recipient))),
    TE.chainW(({ draft, optedOutAt }) =>
      ports.contacts.findOrCreate(account.id, draft, account.limits.contacts, ports.clock.now(), optedOutAt),
    ),
  );
