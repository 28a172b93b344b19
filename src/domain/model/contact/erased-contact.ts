import { type AccountId } from '../account/account.js';
import { type Instant } from '../time.js';
import { type Contact, type ContactId } from './contact.js';

/** What stays of a contact that was erased (SPEC 5): its id, which is never assigned again, and two times. */
export interface ErasedContact {
  readonly accountId: AccountId;
  readonly id: ContactId;
  readonly createdAt: Instant;
  readonly erasedAt: Instant;
}

/** A contact as a store keeps it. Everybody else sees none where it was erased. */
export type ContactOrErased = Contact | ErasedContact;

/** What stays of a contact that is erased now. */
export const erasedContact = ({ accountId, id, createdAt }: Contact, now: Instant): ErasedContact => ({
  accountId,
  id,
  createdAt,
  erasedAt: now,
});

export const isErasedContact = (contact: ContactOrErased): contact is ErasedContact => 'erasedAt' in contact;
