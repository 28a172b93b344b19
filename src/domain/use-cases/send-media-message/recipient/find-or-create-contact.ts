import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../model/account/account.js';
import { type Contact, idsOfSend, type NewContact, withGivenIds } from '../../../model/contact/contact.js';
import { idsOfRecipient } from '../../../model/contact/person-hash.js';
import { type Recipient } from '../../../model/contact/recipient.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { completeContact } from '../../people/complete-contact.js';
import { refuseOptedOut } from './refuse-opted-out.js';
import { type Step, type With } from '../journey.js';

interface ContactPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'findOrCreate' | 'byId' | 'byPhone' | 'update'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Creates the contact, or reads it again: meanwhile it may have opted out, or another request may have created it. */
export const findOrCreateContact = (
  ports: ContactPorts,
  { caller: { account }, request: { fields }, examined: { choice } }: With<'caller' | 'request' | 'examined'>,
): Step<Contact> =>
  pipe(
    choice._tag === 'Known'
      ? readAgain(ports, account, choice.contact, fields.recipient)
      : create(ports, account, choice.draft),
    TE.filterOrElseW(
      ({ id }) => fields.contactId === null || id === fields.contactId,
      () => ({ _tag: 'ContactNotFound' }) as const,
    ),
  );

const readAgain = (ports: ContactPorts, account: Account, known: Contact, given: Recipient): Step<Contact> =>
  pipe(
    withGivenIds(known, given) === known
      ? ports.contacts.byId(account.id, known.id)
      : completeContact(ports, known, given),
    TE.chainW(TE.fromOption(() => ({ _tag: 'ContactNotFound' }) as const)),
    TE.tap((contact) => refuseOptedOut(ports, account, idsOfSend(given, contact))),
  );

/** Nothing is created for a person who has opted out. If another request created the contact, it may have more ids. */
const create = (ports: ContactPorts, account: Account, draft: NewContact): Step<Contact> =>
  pipe(
    refuseOptedOut(ports, account, idsOfRecipient(draft.recipient)),
    TE.chainW(() => ports.contacts.findOrCreate(account.id, draft, account.limits.contacts, ports.clock.now(), null)),
    TE.tap(({ contact, created }) =>
      created ? TE.right(undefined) : refuseOptedOut(ports, account, idsOfSend(draft.recipient, contact)),
    ),
    TE.map(({ contact }) => contact),
  );
