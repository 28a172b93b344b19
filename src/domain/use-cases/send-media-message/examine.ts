import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, credentialsOf, hasRoom, UNLIMITED, type WhatsAppCredentials } from '../../model/account.js';
import { type Contact, hasOptedOut, type NewContact } from '../../model/contact.js';
import { type SendMediaError } from '../../model/errors.js';
import { newContact } from '../../model/new-contact.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type Messages } from '../../ports/messages.js';
import { type MessageFields } from './fields.js';

interface ExaminePorts {
  readonly contacts: Pick<Contacts, 'byId' | 'byPhone' | 'count'>;
  readonly messages: Pick<Messages, 'standing'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Step<A> = TE.TaskEither<SendMediaError, A>;

/** Whom the message goes to: a contact that exists, or one to be made. */
export type Recipient =
  { readonly _tag: 'Known'; readonly contact: Contact } | { readonly _tag: 'New'; readonly contact: NewContact };

export interface Examined {
  readonly recipient: Recipient;
  readonly credentials: WhatsAppCredentials;
}

/** Judges, by looking only, everything about a request that its account decides: the order is the API's. */
export const examine =
  (ports: ExaminePorts) =>
  (account: Account, fields: MessageFields): Step<Examined> =>
    pipe(
      TE.Do,
      TE.bind('recipient', () => recipientOf(ports)(account, fields)),
      TE.bind('credentials', () => configured(account)),
      TE.tap(({ recipient }) => conversationFits(ports)(account, recipient)),
    );

const recipientOf =
  (ports: ExaminePorts) =>
  (account: Account, fields: MessageFields): Step<Recipient> =>
    pipe(
      findContact(ports)(account, fields),
      TE.chain(
        O.match(
          () => newRecipient(ports)(account, fields),
          (contact) => (hasOptedOut(contact) ? TE.left(optedOut) : TE.right({ _tag: 'Known', contact })),
        ),
      ),
    );

export const optedOut: SendMediaError = { _tag: 'ContactOptedOut' };

/** The contact that is meant; a `contact_id` must name one, and it must have this phone. */
const findContact =
  (ports: ExaminePorts) =>
  (account: Account, { contactId, phone }: MessageFields): Step<O.Option<Contact>> =>
    contactId === null
      ? ports.contacts.byPhone(account.id, phone)
      : pipe(
          ports.contacts.byId(account.id, contactId),
          TE.map(O.filter((contact) => contact.phone === phone)),
          TE.filterOrElseW(O.isSome, (): SendMediaError => ({ _tag: 'ContactNotFound' })),
        );

/** The last free place may have gone to this very phone since we looked; who makes the contact then finds it. */
const newRecipient =
  (ports: ExaminePorts) =>
  (account: Account, fields: MessageFields): Step<Recipient> =>
    pipe(
      TE.fromEither(newContact(account, fields.phone, fields.contact)),
      TE.tap(() =>
        pipe(
          contactFits(ports)(account),
          TE.orElse((full) =>
            full._tag === 'FeatureLimitExceeded' ? unlessThere(ports)(account, fields, full) : TE.left(full),
          ),
        ),
      ),
      TE.map((contact) => ({ _tag: 'New', contact })),
    );

const unlessThere =
  (ports: ExaminePorts) =>
  (account: Account, fields: MessageFields, full: SendMediaError): Step<void> =>
    pipe(
      findContact(ports)(account, fields),
      TE.chain(
        O.match(
          () => TE.left(full),
          () => TE.right(undefined),
        ),
      ),
    );

const contactFits =
  (ports: ExaminePorts) =>
  (account: Account): Step<void> => {
    const maximum = account.limits.contacts;
    if (maximum === UNLIMITED) return TE.right(undefined);
    return pipe(
      ports.contacts.count(account.id),
      TE.chain((current) =>
        hasRoom(current, maximum)
          ? TE.right(undefined)
          : TE.left<SendMediaError>({ _tag: 'FeatureLimitExceeded', feature: 'contacts', current, maximum }),
      ),
    );
  };

const configured = (account: Account): Step<WhatsAppCredentials> =>
  pipe(
    credentialsOf(account),
    TE.fromOption((): SendMediaError => ({ _tag: 'WhatsAppNotConfigured' })),
  );

const conversationFits =
  (ports: ExaminePorts) =>
  (account: Account, recipient: Recipient): Step<void> => {
    const maximum = account.limits.conversations;
    if (maximum === UNLIMITED) return TE.right(undefined);
    const contact = recipient._tag === 'Known' ? recipient.contact.id : null;
    return pipe(
      ports.messages.standing(account.id, contact, ports.clock.now()),
      TE.chain(({ open, openedThisMonth: current }) =>
        open || hasRoom(current, maximum)
          ? TE.right(undefined)
          : TE.left<SendMediaError>({ _tag: 'FeatureLimitExceeded', feature: 'conversations', current, maximum }),
      ),
    );
  };
