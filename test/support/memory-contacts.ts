import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Contact, type ContactId, madeContact } from '../../src/domain/model/contact/contact.js';
import { completed } from '../../src/domain/model/contact/recipient.js';
import { type Contacts } from '../../src/domain/ports/contacts.js';

/** Contacts of one account in a list, which a test may look into. `onWrite` is called with each write. */
export const memoryContacts = (contacts: Contact[], onWrite: (what: string) => void = () => undefined): Contacts => {
  let lastId = 0;
  /** Never an id that was given before, also where its contact was taken out of the list. */
  const nextId = (): ContactId => {
    lastId = Math.max(lastId, ...contacts.map(({ id }) => id)) + 1;
    return lastId as ContactId;
  };
  const byPhone = (phone: string | null) =>
    contacts.find(({ recipient }) => phone !== null && recipient.phone === phone);
  const byUserId = (userId: string | null) =>
    contacts.find(({ recipient }) => userId !== null && recipient.userId === userId);
  const isFree = (found: Contact | undefined, id: number): boolean => found === undefined || found.id === id;

  const update = (before: Contact, wanted: Contact): Contact => {
    if (wanted === before) return before;
    const { phone, userId } = wanted.recipient;
    const recipient = {
      phone: isFree(byPhone(phone), before.id) ? phone : before.recipient.phone,
      userId: isFree(byUserId(userId), before.id) ? userId : before.recipient.userId,
    } as Contact['recipient'];
    const isRefused = recipient.userId !== wanted.recipient.userId;
    const after = { ...wanted, recipient, ...(isRefused ? { userIdAt: before.userIdAt } : {}) };
    contacts[contacts.indexOf(before)] = after;
    onWrite(`contact ${before.id}`);
    return after;
  };

  return {
    byId: (_account, id) => TE.rightIO(() => O.fromNullable(contacts.find((contact) => contact.id === id))),
    byPhone: (_account, phone) => TE.rightIO(() => O.fromNullable(byPhone(phone))),
    byUserId: (_account, userId) => TE.rightIO(() => O.fromNullable(byUserId(userId))),
    byWaId: (_account, waId) =>
      TE.rightIO(() => ({ items: contacts.filter((contact) => contact.waId === waId), damaged: [] })),
    count: () => TE.rightIO(() => contacts.length),
    findOrCreate: (accountId, draft, _maximum, now) =>
      TE.rightIO(() => {
        const known = byPhone(draft.recipient.phone) ?? byUserId(draft.recipient.userId);
        if (known !== undefined) {
          const recipient = completed(known.recipient, draft.recipient);
          const isNew = recipient.phone !== known.recipient.phone || recipient.userId !== known.recipient.userId;
          return { contact: isNew ? update(known, { ...known, recipient }) : known, created: false };
        }
        const made = madeContact(draft, accountId, nextId(), now);
        contacts.push(made);
        onWrite('contact');
        return { contact: made, created: true };
      }),
    update: (_account, id, change) =>
      TE.rightIO(() => {
        const before = contacts.find((contact) => contact.id === id);
        return before === undefined ? O.none : O.some(update(before, change(before)));
      }),
    list: (_account, { group }, below, limit) =>
      TE.rightIO(() => {
        const fit = contacts
          .filter((one) => (group === null || one.groups.includes(group)) && (below === null || one.id < below))
          .sort((one, other) => other.id - one.id);
        const items = fit.slice(0, limit);
        return { items, damaged: [], next: fit.length > limit ? (items.at(-1)?.id ?? null) : null };
      }),
  };
};
