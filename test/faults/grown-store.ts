import { createHash } from 'node:crypto';
import { type Account, type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type IdempotencyKey } from '../../src/domain/model/message/idempotency-key.js';
import { refOf } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { byNumber } from '../../src/domain/model/contact/recipient.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { endpointDraft } from '../contracts/events/stage.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { contactFor } from '../support/any-contact.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { type MediaStorage } from '../../src/domain/ports/media-storage.js';
import { DAY } from '../../src/domain/model/time.js';
import { type Stores } from '../../src/app/stores.js';
import { orThrow } from '../../src/kit/or-throw.js';

/** How much a store is to hold. */
export interface Growth {
  readonly contacts: number;
  readonly files: number;
  readonly messages: number;
  /** How many of the newest messages' events wait for an endpoint. */
  readonly deliveries: number;
}

/** How many of the store's functions run at once, so that they share their commits. */
const AT_ONCE_FILES = 64;
const AT_ONCE_MESSAGES = 2_000;
const FILE_BYTES = 1_024;
/** Over how long the messages are spread, and how much of that lies within a key's lifetime. */
const PERIOD = 40 * DAY;

/**
 * Lets an account have a past: contacts, files, sent messages and their events, each made by the store's own functions,
 * and deliveries that wait for the endpoint at `url`.
 */
export const growStore = async (
  stores: Stores,
  media: MediaStorage,
  account: Account,
  { contacts, files, messages, deliveries }: Growth,
  url: EndpointUrl,
): Promise<void> => {
  const now = stores.clock.now();
  await inParallel(contacts, AT_ONCE_MESSAGES, (index) => addContact(stores, account.id, index, now));
  const ids: MediaId[] = new Array<MediaId>(files);
  await inParallel(files, AT_ONCE_FILES, async (index) => {
    ids[index] = await addFile(media, account, index);
  });
  const message = (index: number): Promise<void> => {
    const mediaId = ids[index % files] as MediaId;
    const contact = ((index % contacts) + 1) as ContactId;
    const at = now - PERIOD + Math.floor((index / messages) * PERIOD);
    return addMessage(stores, account.id, contact, mediaId, index, at);
  };
  const before = messages - deliveries;
  await inParallel(before, AT_ONCE_MESSAGES, message);
  await orThrow(stores.endpoints.create(endpointDraft(1, { accountId: account.id, url })));
  await inParallel(deliveries, AT_ONCE_MESSAGES, (index) => message(before + index));
  while ((await orThrow(stores.events.relay(account.id, now))).more);
  // A store that came to be over weeks has dropped its old keys as they grew old.
  await orThrow(stores.prune);
};

const inParallel = async (count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
};

const phoneOf = (index: number): PhoneNumber => `1212${String(5_000_000 + index)}` as PhoneNumber;

const addContact = async (stores: Stores, account: AccountId, index: number, now: number): Promise<void> => {
  const nobody = { firstname: 'Ada', lastname: null, email: null, country: null, assignedTo: null, groups: [] };
  await orThrow(
    stores.contacts.findOrCreate(
      account,
      { recipient: byNumber(phoneOf(index)), ...nobody, status: 1, source: 1 },
      -1,
      now,
    ),
  );
};

const addFile = async (media: MediaStorage, account: Account, index: number): Promise<MediaId> => {
  const staged = await orThrow(media.stage(once(Buffer.alloc(FILE_BYTES, `file ${index} `)), FILE_BYTES));
  const { id, release } = await orThrow(staged.publish(account, 'image/jpeg'));
  await staged.discard();
  release();
  return id;
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const addMessage = async (
  { messages }: Stores,
  accountId: AccountId,
  contactId: ContactId,
  mediaId: MediaId,
  index: number,
  at: number,
): Promise<void> => {
  const opened = await orThrow(
    messages.open(
      {
        accountId,
        contactId,
        recipient: byNumber(phoneOf(contactId - 1)),
        mediaType: 'image',
        mediaId,
        mediaUrl: `https://media.example.com/media/${mediaId}/holiday.jpg`,
        caption: `message ${index}`,
        filename: null,
        reference: null,
        warnings: [],
        key: index % 4 === 0 ? (`key-${index}` as IdempotencyKey) : null,
        fingerprint: createHash('sha256').update(String(index)).digest('hex'),
        nonce: 'aB3-_9zQ',
        origin: { door: 'rest', requestId: `request-${index}`, tokenId: 'tok_1_1' },
      },
      -1,
      at,
    ),
  );
  await orThrow(
    messages.settle(
      refOf(opened),
      { _tag: 'Accepted', wamid: `wamid.${index}`, shown: nothingShown, at },
      contactFor(opened),
      [],
    ),
  );
};
