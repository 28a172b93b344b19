import { sequenceS } from 'fp-ts/lib/Apply.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { parseContactChange } from '../../model/contact/contact-change.js';
import { contactDraftNames, parseContactDraft } from '../../model/contact/contact-draft.js';
import { allChecks } from '../../model/field-faults.js';
import { givenFields } from '../../model/given-fields.js';
import { givenIn, onlyKnown } from '../../model/given-members.js';
import { cursorAt } from '../../model/list-cursor.js';
import { type Damaged } from '../../ports/store.js';
import { type AdmitPorts } from '../admit.js';
import { type ContactWithConsent } from '../consent/read-consent.js';
import { answerResource } from '../resources/answer-resource.js';
import { type ResourceRequest } from '../resources/call.js';
import { noQuery, saysNothing, valid } from '../resources/valid.js';
import {
  type ContactCalls,
  type ContactList,
  type ContactRequest,
  type ContactsError,
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
  list: (call) => answerResource(ports, 'contacts:read', call, list),
  get: (call) => answerResource(ports, 'contacts:read', call, get),
  create: (call) => answerResource(ports, 'contacts:write', call, create),
  erase: (call) => answerResource(ports, 'contacts:write', call, erase),
  change: (call) => answerResource(ports, 'contacts:write', call, change),
  optOut: (call) => answerResource(ports, 'contacts:write', call, said(true)),
  optIn: (call) => answerResource(ports, 'contacts:write', call, said(false)),
});

const list = (
  ports: ContactCallsPorts,
  account: Account,
  { query }: Pick<ResourceRequest, 'query'>,
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
    TE.tap(() => valid(noQuery({ query }))),
    TE.chainW((contact) => withConsent(ports, account, contact)),
  );

const erase = (ports: ContactCallsPorts, account: Account, request: ContactRequest): Step<ErasedReceipt> =>
  pipe(
    findContact(ports, account, request.contactId),
    TE.tap(() => saysNothing(request)),
    TE.chainFirstW(({ id }) =>
      pipe(
        eraseContact(ports, account.id, id),
        TE.map(({ damaged }) => damaged.forEach(ports.onDamaged)),
      ),
    ),
    TE.map(({ id: contactId }) => ({ contactId })),
  );

const create = (ports: ContactCallsPorts, account: Account, { query, members }: ResourceRequest): Step<KeptContact> =>
  pipe(
    valid(
      sequenceS(allChecks)({
        draft: parseContactDraft(givenIn(members)),
        members: onlyKnown(members, contactDraftNames),
        query: noQuery({ query }),
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
          query: noQuery(request),
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
      TE.tap(() => saysNothing(request)),
      TE.chainW((contact) => sayByHand(ports, account, contact, optedOut)),
    );
