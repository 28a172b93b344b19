import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { type Consent } from '../../../../src/domain/model/contact/consent.js';
import { type Contact, type ContactId, madeContact, noDetails } from '../../../../src/domain/model/contact/contact.js';
import { type PersonHash, personHashes } from '../../../../src/domain/model/contact/person-hash.js';
import { type Damaged } from '../../../../src/domain/ports/store.js';
import { type ContactCallsPorts } from '../../../../src/domain/use-cases/contacts/contact-calls.js';
import { recipient } from '../../../support/any-contact.js';
import { account, happyPorts, NOW } from '../../../support/happy-ports.js';
import { memoryConsents } from '../../../support/memory-consents.js';
import { memoryErasing } from '../../../support/memory-erasing.js';
import { memoryContacts } from '../../../support/memory-contacts.js';

export const contactOf = (id: number, more: Partial<Contact> = {}): Contact => ({
  ...madeContact(
    { ...noDetails, recipient: recipient(String(14_155_550_000 + id)), status: 1, source: 1 },
    account.id,
    id as ContactId,
    NOW,
  ),
  ...more,
});

/** An account with these contacts. `writes` has what was written of them and of consent. */
export const stage = (contacts: Contact[], changes: Partial<Account> = {}) => {
  const own = { ...account, ...changes };
  const writes: string[] = [];
  const heard: Damaged[] = [];
  const kept = new Map<PersonHash, Consent>();
  const { ports: happy } = happyPorts();
  const consents = memoryConsents(kept);
  const ports: ContactCallsPorts = {
    ...happy,
    accounts: { byId: () => TE.right(O.some(own)) },
    ...memoryErasing(contacts, writes),
    contacts: memoryContacts(contacts, (what) => writes.push(what)),
    consents: {
      ...consents,
      record: (id, hashes, word, concerned) => (writes.push('word'), consents.record(id, hashes, word, concerned)),
    },
    onDamaged: (one) => void heard.push(one),
  };
  /** Opts somebody with this number out, contact or not. */
  const optOut = (number: string, at = NOW): void => {
    for (const hash of personHashes(happy.hmac, own, { numbers: [number] }))
      kept.set(hash, { saidAt: at, optedOutAt: at });
  };
  return { account: own, ports, contacts, writes, heard, optOut };
};
