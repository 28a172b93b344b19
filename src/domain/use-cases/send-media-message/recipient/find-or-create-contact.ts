import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Contact } from '../../../model/contact/contact.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { refuseOptedOut } from './find-recipient.js';
import { type Step, type With } from '../journey.js';

interface ContactPorts {
  readonly contacts: Pick<Contacts, 'findOrCreate' | 'byId'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Creates the contact, or reads it again: meanwhile it may have opted out, or another request may have created it. */
export const findOrCreateContact = (ports: ContactPorts, journey: With<'caller' | 'examined'>): Step<Contact> =>
  pipe(currentContact(ports, journey), TE.chain(refuseOptedOut));

const currentContact = (
  { contacts, clock }: ContactPorts,
  { caller: { account }, examined: { recipient } }: With<'caller' | 'examined'>,
): Step<Contact> =>
  recipient._tag === 'Known'
    ? pipe(
        contacts.byId(account.id, recipient.contact.id),
        TE.chainW(TE.fromOption(() => ({ _tag: 'ContactNotFound' }) as const)),
      )
    : pipe(
        contacts.findOrCreate(account.id, recipient.contact, account.limits.contacts, clock.now()),
        TE.map(({ contact }) => contact),
      );
