import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../model/account/account.js';
import { type Contact, type ContactId, idsOf, type NewContact } from '../../../model/contact/contact.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { refuseOptedOut } from './refuse-opted-out.js';
import { type Step, type With } from '../journey.js';

interface ContactPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'findOrCreate' | 'byId'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Creates the contact, or reads it again: meanwhile it may have opted out, or another request may have created it. */
export const findOrCreateContact = (
  ports: ContactPorts,
  { caller: { account }, examined: { recipient } }: With<'caller' | 'examined'>,
): Step<Contact> =>
  recipient._tag === 'Known'
    ? readAgain(ports, account, recipient.contact.id)
    : create(ports, account, recipient.contact);

const readAgain = (ports: ContactPorts, account: Account, id: ContactId): Step<Contact> =>
  pipe(
    ports.contacts.byId(account.id, id),
    TE.chainW(TE.fromOption(() => ({ _tag: 'ContactNotFound' }) as const)),
    TE.tap((contact) => refuseOptedOut(ports, account, idsOf(contact))),
  );

/** Nothing is created for a person who has opted out. If another request created the contact, it may have more ids. */
const create = (ports: ContactPorts, account: Account, draft: NewContact): Step<Contact> =>
  pipe(
    refuseOptedOut(ports, account, { numbers: [draft.phone] }),
    TE.chainW(() => ports.contacts.findOrCreate(account.id, draft, account.limits.contacts, ports.clock.now())),
    TE.tap(({ contact, created }) => (created ? TE.right(undefined) : refuseOptedOut(ports, account, idsOf(contact)))),
    TE.map(({ contact }) => contact),
  );
