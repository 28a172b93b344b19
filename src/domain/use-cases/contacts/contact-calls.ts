import { sequenceS } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Scope } from '../../model/account/token.js';
import { parseContactChange } from '../../model/contact/contact-change.js';
import { contactDraftNames, parseContactDraft } from '../../model/contact/contact-draft.js';
import { type Invalid } from '../../model/errors.js';
import { allChecks, type Checked, toInvalid } from '../../model/field-faults.js';
import { givenFields } from '../../model/given-fields.js';
import { givenIn, onlyKnown } from '../../model/given-members.js';
import { cursorAt } from '../../model/list-cursor.js';
import { type Damaged } from '../../ports/store.js';
import { type AdmitPorts } from '../admit.js';
import { answerAdmitted } from '../answer-admitted.js';
import { type ContactWithConsent } from '../consent/read-consent.js';
import {
  type ContactCalls,
  type ContactList,
  type ContactRequest,
  type ContactsCall,
  type ContactsError,
  type ContactsRequest,
  type ErasedReceipt,
  type KeptContact,
} from './call.js';
import { changeContact, type ChangeContactPorts } from './change-contact.js';
import { createContact, type CreateContactPorts } from './create-contact.js';
import { eraseContact, type EraseContactPorts } from './erase-contact.js';
import { findContact, type FindContactPorts, withConsent } from './find-contact.js';
import { listContacts, type ListContactsPorts } from './list-contacts.js';
import { contactCursors, parseContactQuery } from './query.js';
import { sayByHand, type SayByHandPorts } from './say-by-hand.js';

export interface ContactCallsPorts
  extends
    AdmitPorts,
    FindContactPorts,
    ListContactsPorts,
    CreateContactPorts,
    ChangeContactPorts,
    EraseContactPorts,
    SayByHandPorts {
  readonly contacts: FindContactPorts['contacts'] &
    ListContactsPorts['contacts'] &
    CreateContactPorts['contacts'] &
    ChangeContactPorts['contacts'];
  readonly consents: ListContactsPorts['consents'] & SayByHandPorts['consents'];
  /** Called with each record that a list leaves out because it is damaged. */
  readonly onDamaged: (damaged: Damaged) => void;
}

type Step<A> = TE.TaskEither<ContactsError, A>;

export const makeContactCalls = (ports: ContactCallsPorts): ContactCalls => ({
  list: (call) => answered(ports, 'contacts:read', call, list),
  get: (call) => answered(ports, 'contacts:read', call, get),
  create: (call) => answered(ports, 'contacts:write', call, create),
  erase: (call) => answered(ports, 'contacts:write', call, erase),
  change: (call) => answered(ports, 'contacts:write', call, change),
  optOut: (call) => answered(ports, 'contacts:write', call, said(true)),
  optIn: (call) => answered(ports, 'contacts:write', call, said(false)),
});

const answered = <Request, A>(
  ports: ContactCallsPorts,
  scope: Scope,
  { credentials, asked }: ContactsCall<Request>,
  work: (ports: ContactCallsPorts, account: Account, request: Request) => Step<A>,
) =>
  answerAdmitted(ports, { credentials, scope, asked }, ({ account }, request: Request) =>
    work(ports, account, request),
  );

const list = (
  ports: ContactCallsPorts,
  account: Account,
  { query }: Pick<ContactsRequest, 'query'>,
): Step<ContactList> => {
  const cursors = contactCursors(ports, account);
  return pipe(
    valid(parseContactQuery(cursors, givenFields(query))),
    TE.chainW((asked) => listContacts(ports, account, asked)),
    TE.map(({ items, damaged, next }) => {
      damaged.forEach(ports.onDamaged);
      return { contacts: items, nextCursor: next === null ? null : cursorAt(cursors, next) };
    }),
  );
};

const get = (
  ports: ContactCallsPorts,
  account: Account,
  { contactId, query }: Pick<ContactRequest, 'contactId' | 'query'>,
): Step<ContactWithConsent> =>
  pipe(
    findContact(ports, account, contactId),
    TE.tap(() => valid(onlyKnown(givenFields(query), []))),
    TE.chainW((contact) => withConsent(ports, account, contact)),
  );

const erase = (ports: ContactCallsPorts, account: Account, request: ContactRequest): Step<ErasedReceipt> =>
  pipe(
    findContact(ports, account, request.contactId),
    TE.tap(() => nothingElse(request)),
    TE.chainFirstW(({ id }) =>
      pipe(
        eraseContact(ports, account.id, id),
        TE.map(({ damaged }) => damaged.forEach(ports.onDamaged)),
      ),
    ),
    TE.map(({ id: contactId }) => ({ contactId })),
  );

const create = (ports: ContactCallsPorts, account: Account, { query, members }: ContactsRequest): Step<KeptContact> =>
  pipe(
    valid(
      sequenceS(allChecks)({
        draft: parseContactDraft(givenIn(members)),
        members: onlyKnown(members, contactDraftNames),
        query: onlyKnown(givenFields(query), []),
      }),
    ),
    TE.chainW(({ draft }) => createContact(ports, account, draft)),
  );

const change = (ports: ContactCallsPorts, account: Account, request: ContactRequest): Step<ContactWithConsent> =>
  pipe(
    findContact(ports, account, request.contactId),
    TE.bindTo('contact'),
    TE.bindW('asked', () =>
      valid(
        sequenceS(allChecks)({
          change: parseContactChange(request.members),
          query: onlyKnown(givenFields(request.query), []),
        }),
      ),
    ),
    TE.chainW(({ contact, asked }) => changeContact(ports, account, contact, asked.change)),
  );

const said =
  (optedOut: boolean) =>
  (ports: ContactCallsPorts, account: Account, request: ContactRequest): Step<ContactWithConsent> =>
    pipe(
      findContact(ports, account, request.contactId),
      TE.tap(() => nothingElse(request)),
      TE.chainW((contact) => sayByHand(ports, account, contact, optedOut)),
    );

/** A call that takes neither members nor a query. */
const nothingElse = ({ members, query }: ContactRequest): TE.TaskEither<Invalid, unknown> =>
  valid(sequenceS(allChecks)({ members: onlyKnown(members, []), query: onlyKnown(givenFields(query), []) }));

const valid = <A>(checked: Checked<A>): TE.TaskEither<Invalid, A> =>
  pipe(TE.fromEither(checked), TE.mapLeft(toInvalid));
