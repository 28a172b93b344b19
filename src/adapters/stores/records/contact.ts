import * as t from 'io-ts';
import { type Contact } from '../../../domain/model/contact/contact.js';
import { accountId, contactId, instant, nullable, phoneNumber, positive, strict } from './codecs.js';

export const contactRecord = strict<Contact>('contact', {
  accountId,
  id: contactId,
  phone: phoneNumber,
  firstname: nullable(t.string),
  lastname: nullable(t.string),
  email: nullable(t.string),
  country: nullable(t.string),
  assignedTo: nullable(positive),
  groups: t.readonlyArray(positive),
  status: nullable(positive),
  source: nullable(positive),
  waId: nullable(t.string),
  createdAt: instant,
});
