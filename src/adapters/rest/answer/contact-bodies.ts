import { contactView } from '../../../api/contact-view.js';
import { type ContactList, type ErasedReceipt } from '../../../domain/use-cases/contacts/call.js';
import { type ContactWithConsent } from '../../../domain/use-cases/consent/read-consent.js';
import { type ContactBody, type ContactErasedBody, type ContactListBody } from './api-types.js';
import { type AnswerMeta } from './envelope.js';

/** The body of one contact. */
export const contactBody = (contact: ContactWithConsent, meta: AnswerMeta): ContactBody => ({
  success: true,
  data: contactView(contact),
  meta,
});

/** The body of a page of contacts. */
export const contactListBody = ({ contacts, nextCursor }: ContactList, meta: AnswerMeta): ContactListBody => ({
  success: true,
  data: { contacts: contacts.map(contactView), next_cursor: nextCursor },
  meta,
});

/** The body of an erased contact. */
export const contactErasedBody = ({ contactId }: ErasedReceipt, meta: AnswerMeta): ContactErasedBody => ({
  success: true,
  data: { contact_id: contactId, erased: true },
  meta,
});
