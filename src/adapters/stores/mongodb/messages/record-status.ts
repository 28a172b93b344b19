import { type AccountId } from '../../../../domain/model/account/account.js';
import { type Contact } from '../../../../domain/model/contact/contact.js';
import { isErased } from '../../../../domain/model/contact/recipient.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { isKeptForWamid, isMarkedFor, type StatusReport } from '../../../../domain/model/message/status-report.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type RecordedStatus } from '../../../../domain/ports/messages.js';
import { learntFromReport, showsMore } from '../../../../domain/model/message/learnt-contact.js';
import { changeSound, soundContact } from '../contacts/change-contact.js';
import { equal, type Kept } from '../database/documents.js';
import { changeMessage, type MessageParts } from './change-message.js';
import { byRef, type KeptMessage } from './message-documents.js';

/**
 * Records one report. A report with an unknown wamid is kept, and then its message is looked up again. A write that
 * gives a message its wamid looks for kept reports afterwards. So if both happen at once, one sees the other's write.
 */
export const recordStatus = async (
  parts: MessageParts,
  account: AccountId,
  report: StatusReport,
  now: Instant,
): Promise<RecordedStatus> => {
  const { mark, wamid } = report;
  const marked = mark === null ? null : await parts.messages.first(byRef({ accountId: account, id: mark.id }));
  const known = marked === null ? null : await contactOf(parts, marked.record, report);
  const isNamed = marked !== null && isMarkedFor(marked.record, report, known?.record ?? null);
  const find = () => parts.messages.first(equal({ accountId: account, wamid }), { id: -1 });
  let message = isNamed ? marked : await find();
  if (message === null && isKeptForWamid(marked?.record ?? null, report)) {
    await parts.early.keep(account, report, now);
    message = await find();
  }
  if (message === null) {
    // The message that it marks may have been erased since it was read, and with it the ids that the report shows.
    const isChanged = marked !== null && (await hasChanged(parts, marked));
    return isChanged ? recordStatus(parts, account, report, now) : { events: [], reached: null };
  }
  const kept = isNamed ? known : await contactOf(parts, message.record, report);
  const learning = kept === null ? null : changeSound(parts.contacts, kept, learntFromReport(report));
  const made = await changeMessage(parts, message, { _tag: 'Report', report, at: now }, learning);
  // Another change may have given the message another wamid, so it is looked up again.
  if (made === null) return recordStatus(parts, account, report, now);
  const contact = await learning;
  const { recipient } = message.record;
  return { events: made.events, reached: contact === null || isErased(recipient) ? null : { recipient, contact } };
};

const hasChanged = async ({ messages }: MessageParts, { record, document }: KeptMessage): Promise<boolean> =>
  (await messages.first(byRef(record)))?.document['revision'] !== document['revision'];

/** The contact of a message, if the report shows more than the ids that the message was sent to. */
const contactOf = async (
  { contacts }: MessageParts,
  message: Message,
  report: StatusReport,
): Promise<Kept<Contact> | null> => {
  const { accountId, contactId } = message;
  return showsMore(message, report) ? soundContact(contacts, { accountId, id: contactId }) : null;
};
