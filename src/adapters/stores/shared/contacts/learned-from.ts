import { type Contact } from '../../../../domain/model/contact/contact.js';
import { hasShownIds, withMissing } from '../../../../domain/model/contact/shown-person.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type SendOutcome } from '../../../../domain/model/message/send-outcome.js';
import { type StatusReport } from '../../../../domain/model/message/status-report.js';

/** How an outcome changes the message's contact. */
export const learnedFrom =
  (outcome: SendOutcome) =>
  (contact: Contact): Contact =>
    outcome._tag === 'Accepted' ? withMissing(contact, outcome.shown, outcome.at) : contact;

/** How a status changes the message's contact. */
export const learnedFromReport =
  ({ shown, at }: Pick<StatusReport, 'shown' | 'at'>) =>
  (contact: Contact): Contact =>
    withMissing(contact, shown, at);

/** Whether a status shows more of a person than the ids that the message was sent to. */
export const showsMore = ({ recipient }: Pick<Message, 'recipient'>, { shown }: Pick<StatusReport, 'shown'>): boolean =>
  shown.username !== null || !hasShownIds({ recipient, waId: null }, shown);
