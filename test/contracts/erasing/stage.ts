import { expect } from 'chai';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type Contact, type NewContact } from '../../../src/domain/model/contact/contact.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { type UserId } from '../../../src/domain/model/contact/user-id.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { type PendingMessage, type SettledMessage } from '../../../src/domain/model/message/message.js';
import { type MessageDraft } from '../../../src/domain/model/message/opened-message.js';
import { type Instant } from '../../../src/domain/model/time.js';
import { type ConsentRecords } from '../../../src/domain/ports/consent-records.js';
import { type Contacts } from '../../../src/domain/ports/contacts.js';
import { type Deliveries } from '../../../src/domain/ports/deliveries.js';
import { type ErasedMessages, type Erasing } from '../../../src/domain/ports/erasing.js';
import { type EventLog } from '../../../src/domain/ports/event-log.js';
import { type MediaStorage } from '../../../src/domain/ports/media-storage.js';
import { type ServiceClock } from '../../../src/domain/ports/service-clock.js';
import { KEY_MINUTES } from '../../../src/domain/model/service-time.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import { type WebhookEndpoints } from '../../../src/domain/ports/webhook-endpoints.js';
import { noise, publishAll } from '../media-storage/stage.js';
import { ACME, draft, key, newContact, NOW, outcomeOf, right, shown } from '../support.js';

/** The ports of one process. */
export interface ErasingPorts {
  readonly erasing: Erasing;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly consents: ConsentRecords;
  readonly events: EventLog;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
}

export interface ErasingStage extends ErasingPorts {
  /** The same store as another process has it open. */
  readonly elsewhere: ErasingPorts;
  readonly service: ServiceClock;
  /** Its files. Its clock stands at `NOW`. */
  readonly storage: MediaStorage;
  /** Lets time pass on the clock of the files, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
  /** Every key, record, index entry and file name that is stored now, as one text to search. */
  readonly everything: () => Promise<string>;
}

export type Test = (test: (stage: ErasingStage) => Promise<void>) => () => Promise<void>;

export const UNLIMITED = -1;

/** A person of whom every text can be searched for. */
export const person = (index: number) => ({
  phone: `49155${String(index).padStart(7, '0')}` as PhoneNumber,
  userId: `US.77${index}` as UserId,
  firstname: `Annabella${index}`,
  lastname: `Zuckerkandl${index}`,
  email: `annabella${index}@example.org`,
  country: `Nowhereland${index}`,
  waId: `49155${String(index).padStart(7, '0')}9`,
  username: `anna.username${index}`,
  caption: `happy caption${index}`,
  filename: `letter-to-anna${index}.pdf`,
  reference: `order-anna${index}`,
  mediaUrl: `https://media.example.com/media/m/letter-to-anna${index}.pdf`,
  key: `key-of-anna${index}`,
  wamid: `wamid.HBgANNA${index}`,
});
export type Person = ReturnType<typeof person>;

/** What must not be found of an erased person: everything that is said of them but the key, while it is claimed. */
export const secretsOf = ({ key: _key, ...said }: Person): readonly string[] => Object.values(said);

export const detailsOf = ({ phone, userId, firstname, lastname, email, country }: Person): NewContact =>
  newContact(0, { recipient: { phone, userId }, firstname, lastname, email, country, groups: [1, 2], assignedTo: 1 });

/** Makes a contact of a person, with all that WhatsApp shows of them. */
export const makePerson = async (
  { contacts }: Pick<ErasingPorts, 'contacts'>,
  who: Person,
  account: AccountId = ACME,
  at: Instant = NOW,
): Promise<Contact> => {
  const { contact } = await right(contacts.findOrCreate(account, detailsOf(who), UNLIMITED, at));
  const changed = await right(
    contacts.update(account, contact.id, (one) => ({ ...one, waId: who.waId, username: who.username })),
  );
  return changed._tag === 'Some' ? changed.value : expect.fail('the contact is gone');
};

export const draftTo = (contact: Contact, who: Person, more: Partial<MessageDraft> = {}): MessageDraft =>
  draft({
    accountId: contact.accountId,
    contactId: contact.id,
    recipient: { phone: who.phone, userId: who.userId },
    mediaType: 'document',
    mediaUrl: who.mediaUrl,
    caption: who.caption,
    filename: who.filename,
    reference: who.reference,
    ...more,
  });

/** Opens a message to a person. */
export const openTo = (
  { messages }: Pick<ErasingPorts, 'messages'>,
  contact: Contact,
  who: Person,
  more: Partial<MessageDraft> = {},
  at: Instant = NOW,
): Promise<PendingMessage> => right(messages.open(draftTo(contact, who, more), UNLIMITED, at));

/** Sends a message to a person. Its wamid ends with its id. */
export const sendTo = async (
  ports: Pick<ErasingPorts, 'messages'>,
  contact: Contact,
  who: Person,
  more: Partial<MessageDraft> = {},
  at: Instant = NOW,
): Promise<SettledMessage> => {
  const message = await openTo(ports, contact, who, more, at);
  return outcomeOf(ports.messages, message, {
    _tag: 'Accepted',
    wamid: `${who.wamid}.${message.id}`,
    shown: shown(),
    at,
  });
};

/** Lets a store serve for so long that no key is claimed any more. */
export const serveForADay = async ({ service }: Pick<ErasingStage, 'service'>): Promise<void> => {
  for (let minutes = 0; minutes < KEY_MINUTES; minutes += 1) await right(service.add(minutes, NOW));
};

export const keyOf = ({ key: text }: Person): ReturnType<typeof key> => key(text);

/** Publishes a file that no request holds any more. */
export const fileOf = async ({ storage }: Pick<ErasingStage, 'storage'>, seed: number): Promise<MediaId> => {
  const { id, release } = await publishAll(storage, noise(1_000, seed), 'application/pdf');
  release();
  return id;
};

/** Erases a contact as the use case does. */
export const eraseAll = async (
  { erasing, storage }: Pick<ErasingStage, 'erasing' | 'storage'>,
  { accountId, id }: Pick<Contact, 'accountId' | 'id'>,
  at: Instant = NOW,
): Promise<ErasedMessages> => {
  expect(await right(erasing.contact(accountId, id, at))).to.equal(true);
  return eraseRest({ erasing, storage }, { accountId, id }, at);
};

/** What is repeated of an erasing. */
export const eraseRest = async (
  { erasing, storage }: Pick<ErasingStage, 'erasing' | 'storage'>,
  { accountId, id }: Pick<Contact, 'accountId' | 'id'>,
  at: Instant = NOW,
): Promise<ErasedMessages> => {
  const erased = await right(erasing.messages(accountId, id));
  const rounds = [
    erased,
    await right(erasing.events(accountId, id, at)),
    await right(storage.removeUnnamed(erased.unnamed)),
  ];
  expect(rounds.flatMap(({ damaged }) => damaged)).to.deep.equal([]);
  return erased;
};

/** Nothing of a person is stored any more. */
export const expectForgotten = async ({ everything }: Pick<ErasingStage, 'everything'>, who: Person): Promise<void> => {
  const all = await everything();
  expect(secretsOf(who).filter((secret) => all.includes(secret))).to.deep.equal([]);
};
