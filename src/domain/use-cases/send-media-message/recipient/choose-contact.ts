import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, UNLIMITED } from '../../../model/account/account.js';
import { idsOf } from '../../../model/contact/contact.js';
import { type FeatureLimitExceeded } from '../../../model/errors.js';
import { newContact } from '../../../model/contact/new-contact.js';
import { allIds, idsOfRecipient } from '../../../model/contact/person-hash.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { type FoundContacts, findContacts } from '../../people/find-contacts.js';
import { refuseOptedOut } from './refuse-opted-out.js';
import { withinLimit } from './feature-limit.js';
import { type ContactChoice, type Step, type With } from '../journey.js';

interface ChoosePorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'byUserId' | 'count'>;
}

type Asked = With<'caller' | 'request'>;

/** Finds the contact of a request, or the details of a new one. */
export const chooseContact = (ports: ChoosePorts, journey: Asked): Step<ContactChoice> =>
  pipe(
    findNamedContact(ports, journey),
    TE.tap((found) => refuseIfOptedOut(ports, journey, found)),
    TE.chain(({ contact, other }) =>
      O.isSome(contact)
        ? TE.right({ _tag: 'Known', contact: contact.value, other: O.toNullable(other) })
        : newChoice(ports, journey),
    ),
  );

/** A `contact_id` must be that of the contact found. */
const findNamedContact = (ports: ChoosePorts, { caller, request: { fields } }: Asked): Step<FoundContacts> =>
  pipe(
    findContacts(ports, caller.account.id, fields.recipient),
    TE.filterOrElseW(
      ({ contact }) => fields.contactId === null || (O.isSome(contact) && contact.value.id === fields.contactId),
      () => ({ _tag: 'ContactNotFound' }) as const,
    ),
  );

/** Looks under the ids of the request, and under all that their contacts have. */
const refuseIfOptedOut = (
  ports: ChoosePorts,
  { caller, request }: Asked,
  { contact, other }: FoundContacts,
): Step<void> => {
  const { recipient } = request.fields;
  const people = [contact, other].flatMap((one) => (O.isSome(one) ? [one.value] : []));
  const ids = allIds([idsOfRecipient(recipient), ...people.map(idsOf)]);
  return refuseOptedOut(ports, caller.account, ids);
};

const newChoice = (ports: ChoosePorts, journey: Asked): Step<ContactChoice> =>
  pipe(
    TE.fromEither(draftOf(journey)),
    TE.tap(() => roomForContact(ports, journey)),
    TE.map((draft) => ({ _tag: 'New', draft })),
  );

const draftOf = ({ caller, request: { fields } }: Asked) =>
  newContact(caller.account, fields.recipient, fields.contact);

/**
 * Another request may have created this contact since we looked, as the last one within the limit. It is then found on
 * creation.
 */
const roomForContact = (ports: ChoosePorts, journey: Asked): Step<void> =>
  pipe(
    contactsWithinLimit(ports, journey.caller.account),
    TE.orElse((refusal) =>
      refusal._tag === 'FeatureLimitExceeded' ? unlessMade(ports, journey, refusal) : TE.left(refusal),
    ),
  );

const unlessMade = (ports: ChoosePorts, journey: Asked, full: FeatureLimitExceeded): Step<void> =>
  pipe(
    findNamedContact(ports, journey),
    TE.chainW(({ contact }) => TE.fromOption(() => full)(contact)),
    TE.asUnit,
  );

const contactsWithinLimit = ({ contacts }: ChoosePorts, { id, limits }: Account): Step<void> =>
  limits.contacts === UNLIMITED
    ? TE.right(undefined)
    : pipe(
        contacts.count(id),
        TE.chainW((current) => withinLimit('contacts', current, limits.contacts)),
      );
