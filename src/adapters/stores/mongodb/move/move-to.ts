import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Document } from 'mongodb';
import { placeOfToken } from '../../../../domain/model/account/token.js';
import { type ServiceTime } from '../../../../domain/model/service-time.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type Arrived, type Kind, type Kinds, type LastId, type MoveTo, type TargetFault } from '../../migration.js';
import { accountRecord } from '../../records/account.js';
import { consentRecord } from '../../records/consent.js';
import { type ErasedContact, isErasedContact } from '../../../../domain/model/contact/erased-contact.js';
import { CONSENTS, placeOfConsent } from '../contacts/consent-documents.js';
import { earlyReportsRecord } from '../../records/early-reports.js';
import { messageRecord } from '../../records/message.js';
import { tokenRecord } from '../../records/token.js';
import { sealAccount } from '../../shared/sealing/secrets.js';
import { type HashVerifyToken } from '../../shared/verify-tokens.js';
import { serviceTimeRecord } from '../../records/service-time.js';
import { besideAccount } from '../accounts/account-documents.js';
import { contactDocument, erasedDocument } from '../contacts/contact-documents.js';
import { nameOfOffset } from '../contacts/contact-offsets.js';
import { type Database } from '../database/database.js';
import { equal, type Fields } from '../database/documents.js';
import { SERVICE } from '../service-clock.js';
import { nameOfHandle } from '../media/upload-handles.js';
import { besideNew, ownClaim } from '../messages/message-documents.js';
import { eventPlaces } from './events-to.js';
import { type MoveMark, noteArrived } from './mark.js';
import { expectThere, insertAll, type Placed } from './put-all.js';
import { putFile } from './put-file.js';
import { type Repeat } from './repeat.js';

/** The parts of a database that is being filled. */
export interface TargetParts {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly hash: HashVerifyToken;
  readonly media: MediaStorage;
  readonly mark: MoveMark;
  readonly repeat: Repeat;
}

const putService = async (database: Database, time: ServiceTime): Promise<void> => {
  const change = { $set: encode(serviceTimeRecord, time), $setOnInsert: { revision: 0 } };
  await database.within(database.collection('settings').updateOne(equal({ _id: SERVICE }), change, { upsert: true }));
};

const nothing: Arrived = { count: 0, behind: null, isWhole: false };

/** Copies everything from another store into a database. */
export const moveToMongodb = ({ database, sealer, hash, media, mark, repeat }: TargetParts): MoveTo => {
  type Store<K extends Kind> = (items: readonly Kinds[K][]) => TE.TaskEither<TargetFault, void>;
  const into = <K extends Kind>(kind: K, collection: string, store: Store<K>) => ({
    arrived: mark.arrived[kind] ?? nothing,
    put: (items: readonly Kinds[K][], arrived: Arrived) =>
      TE.chain(() => repeat(() => noteArrived(database, kind, arrived)))(store(items)),
    count: repeat(() => database.within(database.collection(collection).countDocuments())),
  });
  // Two steps, so that no batch goes out again because the look-up after it was not answered.
  const records = <K extends Kind>(kind: K, collection: string, place: (item: Kinds[K]) => Placed) =>
    into(kind, collection, (items) =>
      TE.chain((refused: readonly Fields[]) => repeat(() => expectThere(database, collection, refused)))(
        repeat(() => insertAll(database, collection, items.map(place))),
      ),
    );

  const placesOf = eventPlaces(sealer);
  const ofEvents = <K extends keyof typeof placesOf>(kind: K) =>
    records(kind, placesOf[kind].collection, placesOf[kind].place);

  return {
    accounts: records('accounts', 'accounts', (account) => ({
      at: { _id: account.id },
      document: { ...encode(accountRecord, sealAccount(account, sealer)), ...besideAccount(account, hash) },
    })),
    tokens: records('tokens', 'tokens', (token) => ({
      at: { _id: token.hash },
      document: { ...encode(tokenRecord, token), number: placeOfToken(token.id)?.number },
    })),
    contacts: records('contacts', 'contacts', ({ contact, ordinal }) => ({
      at: { accountId: contact.accountId, id: contact.id },
      document: {
        ...(isErasedContact(contact) ? besideNote(contact) : encode(contactDocument, contact)),
        ordinal,
      },
    })),
    consents: records('consents', CONSENTS, ({ accountId, hash, ...consent }) => ({
      at: placeOfConsent(accountId, hash),
      document: encode(consentRecord, consent),
    })),
    conversations: records('conversations', 'conversations', ({ accountId, month, ordinal, ...rest }) => ({
      at: { accountId, month, ordinal },
      document: rest,
    })),
    messages: records('messages', 'messages', ({ message, holdsKey }) => ({
      at: { accountId: message.accountId, id: message.id },
      document: {
        ...encode(messageRecord, message),
        ...besideNew(message),
        ...(holdsKey ? {} : { claim: ownClaim(message.id) }),
      },
    })),
    endpoints: ofEvents('endpoints'),
    events: ofEvents('events'),
    deliveries: ofEvents('deliveries'),
    days: ofEvents('days'),
    relays: ofEvents('relays'),
    ids: records('ids', 'counters', (id) =>
      id.of === 'contacts'
        ? { at: { _id: nameOfOffset(id.accountId) }, document: { last: id.offset } }
        : { at: { _id: counterOf(id) }, document: { last: id.last } },
    ),
    service: {
      // Among the settings, which an earlier copy leaves behind.
      ...into('service', 'settings', (times) =>
        repeat(async () => {
          for (const time of times) await putService(database, time);
        }),
      ),
      count: repeat(() => database.within(database.collection('settings').countDocuments(equal({ _id: SERVICE })))),
    },
    uploads: records('uploads', 'uploadHandles', ({ mediaId, phoneNumberId, whatsappId, goodUntil }) => ({
      at: { _id: nameOfHandle(mediaId, phoneNumberId) },
      document: { whatsappId, goodUntil },
    })),
    reports: records('reports', 'earlyReports', ({ accountId, wamid, ...kept }) => ({
      at: { accountId, wamid },
      document: encode(earlyReportsRecord, kept),
    })),
    media: into('media', 'media', (files) =>
      repeat(async () => {
        for (const file of files) await putFile(media, file);
      }),
    ),
  };
};

/** Its erasing is repeated once more: a message of it may have been pending. */
const besideNote = (contact: ErasedContact): Document => ({
  ...encode(erasedDocument, contact),
  erasureNoted: contact.erasedAt,
});

const encode = <A>(codec: { readonly encode: (record: A) => unknown }, record: A): Document =>
  codec.encode(record) as Document;

const counterOf = (id: LastId): string => (id.of === 'accounts' ? id.of : `${id.of} of ${id.accountId}`);
