import { type Contact } from '../contact/contact.js';
import { addressOf, isErased } from '../contact/recipient.js';
import { hasShownIds, UNDATED, withMissing } from '../contact/shown-person.js';
import { type Message } from './message.js';
import { type SendOutcome } from './send-outcome.js';
import { type StatusReport } from './status-report.js';

type Change = (contact: Contact) => Contact;

/** What an outcome makes of the message's contact. */
export const learntFromOutcome =
  (outcome: SendOutcome): Change =>
  (contact) =>
    outcome._tag === 'Accepted' ? withMissing(contact, outcome.shown, UNDATED) : contact;

/** What a status makes of the message's contact. */
export const learntFromReport =
  ({ shown, at }: Pick<StatusReport, 'shown' | 'at'>): Change =>
  (contact) =>
    withMissing(contact, shown, at);

/** Whether a status shows more of a person than the id that the message went to. Of an erased person it shows nothing. */
export const showsMore = ({ recipient }: Pick<Message, 'recipient'>, { shown }: Pick<StatusReport, 'shown'>): boolean =>
  !isErased(recipient) && (shown.username !== null || !hasShownIds({ recipient: addressOf(recipient) }, shown));
