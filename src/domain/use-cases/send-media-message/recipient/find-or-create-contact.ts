import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../model/account/account.js';
import { type Contact, idsOf, type NewContact } from '../../../model/contact/contact.js';
import { allIds, idsOfRecipient } from '../../../model/contact/person-hash.js';
import { completed, type Recipient } from '../../../model/contact/recipient.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type Stored } from '../../../ports/store.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { refuseOptedOut } from './refuse-opted-out.js';
import { type Step, type With } from '../journey.js';

interface ContactPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'findOrCreate' | 'byId' | 'byPhone' | 'update'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Creates the contact, or reads it again: meanwhile it may have opted out, or another request may have created it. */
export const findOrCreateContact = (
  ports: ContactPorts,
  { caller: { account }, request, examined: { choice } }: With<'caller' | 'request' | 'examined'>,
): Step<Contact> =>
  choice._tag === 'Known'
    ? readAgain(ports, account, choice.contact, request.fields.recipient)
    : create(ports, account, choice.draft);

const readAgain = (ports: ContactPorts, account: Account, known: Contact, given: Recipient): Step<Contact> =>
  pipe(
    isComplete(known, given) ? ports.contacts.byId(account.id, known.id) : complete(ports, known, given),
    TE.chainW(TE.fromOption(() => ({ _tag: 'ContactNotFound' }) as const)),
    TE.tap((contact) => refuseOptedOut(ports, account, allIds([idsOfRecipient(given), idsOf(contact)]))),
  );

/** If another request has meanwhile created a contact with the phone, that one is the recipient's. */
const complete = ({ contacts }: ContactPorts, known: Contact, given: Recipient): Stored<O.Option<Contact>> =>
  pipe(
    contacts.update(known.accountId, known.id, (contact) => withGiven(contact, given)),
    TE.chain((found) =>
      given.phone !== null && O.isSome(found) && found.value.recipient.phone === null
        ? contacts.byPhone(known.accountId, given.phone)
        : TE.right(found),
    ),
  );

/** A contact with the id of the two that it lacks, as a caller gave it. */
const withGiven = (contact: Contact, given: Recipient): Contact =>
  isComplete(contact, given) ? contact : { ...contact, recipient: completed(contact.recipient, given) };

const isComplete = ({ recipient: { phone, userId } }: Contact, given: Recipient): boolean =>
  (phone !== null || given.phone === null) && (userId !== null || given.userId === null);

/** Nothing is created for a person who has opted out. If another request created the contact, it may have more ids. */
const create = (ports: ContactPorts, account: Account, draft: NewContact): Step<Contact> =>
  pipe(
    refuseOptedOut(ports, account, idsOfRecipient(draft.recipient)),
    TE.chainW(() => ports.contacts.findOrCreate(account.id, draft, account.limits.contacts, ports.clock.now())),
    TE.tap(({ contact, created }) => (created ? TE.right(undefined) : refuseOptedOut(ports, account, idsOf(contact)))),
    TE.map(({ contact }) => contact),
  );
