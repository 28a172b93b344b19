import * as O from 'fp-ts/lib/Option.js';
import { type Document } from 'mongodb';
import { CONVERSATION_LENGTH } from '../../../domain/model/message/conversation.js';
import { type MediaStorage } from '../../../domain/ports/media-storage.js';
import { type AccountConversations, type KeptMedia, type LastId, type MoveTo } from '../migration.js';
import { type Stored } from '../../../domain/ports/store.js';
import { contactRecord } from '../records/contact.js';
import { earlyReportsRecord } from '../records/early-reports.js';
import { messageRecord } from '../records/message.js';
import { tokenRecord } from '../records/token.js';
import { accountRecord } from '../records/account.js';
import { sealAccount } from '../shared/sealing/secrets.js';
import { type HashVerifyToken } from '../shared/verify-tokens.js';
import { monthOf } from '../../../domain/model/time.js';
import { placeOfToken } from '../../../domain/model/account/token.js';
import { orThrow } from '../../../kit/or-throw.js';
import { type Sealer } from '../../../kit/crypto/sealer.js';
import { besideAccount } from './accounts/account-documents.js';
import { nameOfOffset } from './contacts/contact-offsets.js';
import { type Conversation } from './messages/conversations.js';
import { type Database } from './database/database.js';
import { equal, type Fields, present } from './database/documents.js';
import { besideNew, ownClaim } from './messages/message-documents.js';
import { nameOfHandle } from './media/upload-handles.js';
import { orThrowDamaged } from '../shared/damaged-media.js';
import { storing } from '../shared/store-fault.js';

/** How long the database may be silent during one batch, in milliseconds. No caller waits. */
const PATIENCE = 10_000;

/** A document, and the fields under which it is found. */
interface Placed {
  readonly at: Fields;
  readonly document: Document;
}

/** Copies everything from another store into a database. */
export const moveToMongodb = (
  database: Database,
  sealer: Sealer,
  hash: HashVerifyToken,
  media: MediaStorage,
): MoveTo => {
  const put = async (collection: string, placed: readonly Placed[]): Promise<void> => {
    if (placed.length === 0) return;
    const writes = placed.map(({ at, document }) => ({
      replaceOne: { filter: equal(at), replacement: present({ revision: 0, ...at, ...document }), upsert: true },
    }));
    await database.within(database.collection(collection).bulkWrite(writes, { ordered: false }), PATIENCE);
  };
  const into = <A>(collection: string, place: (item: A) => Placed) => ({
    put: (items: readonly A[]): Stored<void> => storing(() => put(collection, items.map(place))),
    count: storing(() => database.within(database.collection(collection).countDocuments(), PATIENCE)),
  });

  return {
    accounts: into('accounts', (account) => ({
      at: { _id: account.id },
      document: { ...encode(accountRecord, sealAccount(account, sealer)), ...besideAccount(account, hash) },
    })),
    tokens: into('tokens', (token) => ({
      at: { _id: token.hash },
      document: { ...encode(tokenRecord, token), number: placeOfToken(token.id)?.number },
    })),
    contacts: into('contacts', ({ contact, ordinal }) => ({
      at: { accountId: contact.accountId, id: contact.id },
      document: { ...encode(contactRecord, contact), ordinal },
    })),
    conversations: {
      put: (all) => storing(() => put('conversations', all.flatMap(conversationsOf).map(placedConversation))),
      count: storing(() => countConversations(database)),
    },
    messages: into('messages', ({ message, holdsKey }) => ({
      at: { accountId: message.accountId, id: message.id },
      document: {
        ...encode(messageRecord, message),
        ...besideNew(message),
        ...(holdsKey ? {} : { claim: ownClaim(message.id) }),
      },
    })),
    ids: into('counters', (id) =>
      id.of === 'contacts'
        ? { at: { _id: nameOfOffset(id.accountId) }, document: { last: id.offset } }
        : { at: { _id: counterOf(id) }, document: { last: id.last } },
    ),
    uploads: into('uploadHandles', ({ mediaId, phoneNumberId, whatsappId, goodUntil }) => ({
      at: { _id: nameOfHandle(mediaId, phoneNumberId) },
      document: { whatsappId, goodUntil },
    })),
    reports: into('earlyReports', ({ accountId, wamid, ...kept }) => ({
      at: { accountId, wamid },
      document: encode(earlyReportsRecord, kept),
    })),
    media: {
      put: (files) =>
        storing(async () => {
          for (const file of files) await putFile(media, file);
        }),
      count: storing(() => database.within(database.collection('media').countDocuments(), PATIENCE)),
    },
  };
};

const encode = <A>(codec: { readonly encode: (record: A) => unknown }, record: A): Document =>
  codec.encode(record) as Document;

const counterOf = (id: LastId): string => (id.of === 'accounts' ? id.of : `${id.of} of ${id.accountId}`);

/**
 * The past conversations that limits need: the last one of each contact, at the end of its month's ordinals. A month
 * without any of those gets one that stands for its count.
 */
const conversationsOf = ({ accountId, opened, until }: AccountConversations): readonly Conversation[] =>
  opened.flatMap(({ month, count }, index): readonly Conversation[] => {
    const last = until.filter((one) => monthOf(one.until - CONVERSATION_LENGTH) === month);
    const [any] = until;
    if (last.length > 0)
      return last.map((one, place) => ({
        accountId,
        contactId: one.contactId,
        month,
        ordinal: count - place,
        ordinalOfContact: opened.length + 1,
        until: one.until,
      }));
    if (any === undefined) return [];
    const { contactId } = any;
    return [{ accountId, contactId, month, ordinal: count, ordinalOfContact: index + 1, until: 0 }];
  });

const placedConversation = (conversation: Conversation): Placed => {
  const { accountId, month, ordinal } = conversation;
  return { at: { accountId, month, ordinal }, document: { ...conversation } };
};

const countConversations = async (database: Database): Promise<number> => {
  const highest = { _id: { accountId: '$accountId', month: '$month' }, count: { $max: '$ordinal' } };
  const months = database.collection('conversations').aggregate<{ count: number }>([{ $group: highest }]);
  return (await database.within(months.toArray(), PATIENCE)).reduce((sum, { count }) => sum + count, 0);
};

/** A file that was copied by an earlier try is not copied again. */
const putFile = async (media: MediaStorage, { id, owner, type, sizeBytes, bytes }: KeptMedia): Promise<void> => {
  const known = await orThrow(orThrowDamaged(media.open(id)));
  if (O.isSome(known)) return known.value.close();
  const staged = await orThrow(media.stage(bytes(), sizeBytes));
  try {
    const published = await orThrow(staged.publish(owner, type));
    published.release();
    if (published.id !== id) throw new TypeError(`the file ${id} has other bytes than its name says`);
  } finally {
    await staged.discard();
  }
};
