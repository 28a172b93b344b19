import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Task } from 'fp-ts/lib/Task.js';
import { type Account } from '../../../model/account/account.js';
import { idsOfSend } from '../../../model/contact/contact.js';
import { type PendingMessage } from '../../../model/message/message.js';
import { type SendFailure } from '../../../model/message/send-outcome.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type Messages } from '../../../ports/messages.js';
import { type RetryDecision } from '../../../ports/whatsapp.js';
import { readConsent, type ReadConsentPorts } from '../../consent/read-consent.js';

export interface MayRetryPorts extends ReadConsentPorts {
  readonly messages: Pick<Messages, 'byId'>;
  readonly contacts: Pick<Contacts, 'byId'>;
}

/**
 * Reads the message and its contact again before a further try (SPEC 1.2). A message that a status has settled is not
 * sent again, nor is one to a contact that has opted out. If the store cannot say, there is no further try either.
 */
export const mayRetry =
  (
    ports: MayRetryPorts,
    account: Account,
    { accountId, contactId, id, recipient }: PendingMessage,
  ): Task<RetryDecision> =>
  async () => {
    const { messages, contacts } = ports;
    const message = await messages.byId(accountId, id)();
    if (E.isLeft(message) || O.isNone(message.right)) return stop(null);
    const { state } = message.right.value;
    // Its lease ended in the pause, which says nothing of the tries: what WhatsApp answered to the last one counts.
    if (state === 'unconfirmed') return stop(null);
    if (state !== 'pending') return stop(settledMeanwhile);
    const contact = await contacts.byId(accountId, contactId)();
    if (E.isLeft(contact) || O.isNone(contact.right)) return stop(null);
    const optedOut = await readConsent(ports, account, idsOfSend(recipient, contact.right.value))();
    if (E.isLeft(optedOut)) return stop(null);
    return optedOut.right === null ? { _tag: 'Retry' } : stop(optedOutMeanwhile);
  };

const stop = (failure: SendFailure | null): RetryDecision => ({ _tag: 'Stop', failure });

/** WhatsApp refused a try, and a status shows that it has the message. The statuses decide. */
const settledMeanwhile: SendFailure = {
  error: 'WhatsApp refused a try, and reported a status of the message meanwhile. The message was not sent again.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};

const optedOutMeanwhile: SendFailure = {
  error: 'The contact opted out before WhatsApp took the message. It was not sent.',
  outcome: 'not_sent',
  retryable: false,
  whatsapp: null,
};
