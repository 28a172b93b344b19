import { type Contacts } from '../../../src/domain/ports/contacts.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import { type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { contactId, draft, newContact, NONCE, outcomeOf, right, shown } from '../support.js';
import { type Happen } from './stage.js';

const UNLIMITED = -1;

/** Lets things happen by the writers of a store. `first` keeps what two of them make apart. */
export const happenIn = (
  { contacts, messages }: { readonly contacts: Contacts; readonly messages: Messages },
  first = 1_000,
): Happen => {
  let made = first;
  const open = (accountId: Parameters<Happen>[0], at: number) =>
    right(messages.open(draft({ accountId, contactId: contactId(900_000) }), UNLIMITED, at - 1));
  return async (account, type, at) => {
    made += 1;
    if (type === 'contact.created') {
      await right(contacts.findOrCreate(account, newContact(made), UNLIMITED, at, null));
      return;
    }
    const message = await open(account, at);
    const status = statusOf[type];
    if (status === null) {
      await outcomeOf(messages, message, outcomes(`wamid.${made}`, at)[type as keyof ReturnType<typeof outcomes>]);
      return;
    }
    const report = { wamid: `wamid.${made}`, mark: { id: message.id, nonce: NONCE }, shown: shown(), at, status };
    await right(messages.recordStatus(account, report, at));
  };
};

const statusOf = {
  'message.sent': null,
  'message.delivered': 'delivered',
  'message.read': 'read',
  'message.played': 'played',
  'message.failed': null,
  'message.unconfirmed': null,
} as const;

const outcomes = (wamid: string, at: number) =>
  ({
    'message.sent': { _tag: 'Accepted', wamid, shown: shown(), at },
    'message.failed': {
      _tag: 'Refused',
      failure: { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null },
      at,
    },
    'message.unconfirmed': {
      _tag: 'Refused',
      failure: { error: 'nobody knows', outcome: 'unknown', retryable: false, whatsapp: null },
      at,
    },
  }) as const satisfies Record<string, SendOutcome>;
