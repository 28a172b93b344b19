import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, UNLIMITED } from '../../../model/account/account.js';
import { type Contact, idsOf } from '../../../model/contact/contact.js';
import { type FeatureLimitExceeded } from '../../../model/errors.js';
import { newContact } from '../../../model/contact/new-contact.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { refuseOptedOut } from './refuse-opted-out.js';
import { withinLimit } from './feature-limit.js';
import { type Recipient, type Step, type With } from '../journey.js';

interface RecipientPorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'byId' | 'byPhone' | 'count'>;
}

type Asked = With<'caller' | 'request'>;

/** Finds the contact of a request, or the details of a new one. */
export const findRecipient = (ports: RecipientPorts, journey: Asked): Step<Recipient> =>
  pipe(
    findContact(ports, journey),
    TE.chain(
      O.match(
        () => newRecipient(ports, journey),
        (contact) => knownRecipient(ports, journey, contact),
      ),
    ),
  );

const knownRecipient = (ports: RecipientPorts, { caller }: Asked, contact: Contact): Step<Recipient> =>
  pipe(
    refuseOptedOut(ports, caller.account, idsOf(contact)),
    TE.map(() => ({ _tag: 'Known', contact })),
  );

/** Finds the contact by `contact_id` or by phone. A `contact_id` must name a contact with this phone. */
const findContact = ({ contacts }: RecipientPorts, { caller, request }: Asked): Step<O.Option<Contact>> => {
  const { contactId, phone } = request.fields;
  if (contactId === null) return contacts.byPhone(caller.account.id, phone);
  return pipe(
    contacts.byId(caller.account.id, contactId),
    TE.map(O.filter((contact) => contact.phone === phone)),
    TE.filterOrElseW(O.isSome, () => ({ _tag: 'ContactNotFound' }) as const),
  );
};

const newRecipient = (ports: RecipientPorts, journey: Asked): Step<Recipient> =>
  pipe(
    refuseOptedOut(ports, journey.caller.account, { numbers: [journey.request.fields.phone] }),
    TE.chainEitherKW(() => contactOf(journey)),
    TE.tap(() => roomForContact(ports, journey)),
    TE.map((contact) => ({ _tag: 'New', contact })),
  );

const contactOf = ({ caller, request: { fields } }: Asked) => newContact(caller.account, fields.phone, fields.contact);

/**
 * Another request may have created this contact since we looked, as the last one within the limit. It is then found on
 * creation.
 */
const roomForContact = (ports: RecipientPorts, journey: Asked): Step<void> =>
  pipe(
    contactsWithinLimit(ports, journey.caller.account),
    TE.orElse((refusal) =>
      refusal._tag === 'FeatureLimitExceeded' ? unlessMade(ports, journey, refusal) : TE.left(refusal),
    ),
  );

const unlessMade = (ports: RecipientPorts, journey: Asked, full: FeatureLimitExceeded): Step<void> =>
  pipe(findContact(ports, journey), TE.chainW(TE.fromOption(() => full)), TE.asUnit);

const contactsWithinLimit = ({ contacts }: RecipientPorts, { id, limits }: Account): Step<void> =>
  limits.contacts === UNLIMITED
    ? TE.right(undefined)
    : pipe(
        contacts.count(id),
        TE.chainW((current) => withinLimit('contacts', current, limits.contacts)),
      );
