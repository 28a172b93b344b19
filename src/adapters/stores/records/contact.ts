import { type Contact } from '../../../domain/model/contact.js';
import { accountId, contactId, instant, list, orNull, phoneNumber, positive, record, text } from './codecs.js';

export const contactRecord = record<Contact>('contact', {
  accountId,
  id: contactId,
  phone: phoneNumber,
  firstname: orNull(text),
  lastname: orNull(text),
  email: orNull(text),
  country: orNull(text),
  assignedTo: orNull(positive),
  groups: list(positive),
  status: orNull(positive),
  source: orNull(positive),
  waId: orNull(text),
  optedOutAt: orNull(instant),
  consentAt: orNull(instant),
  createdAt: instant,
});
