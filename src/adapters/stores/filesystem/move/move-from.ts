import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { createHash } from 'node:crypto';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type ContactOrErased } from '../../../../domain/model/contact/erased-contact.js';
import { type PersonHash } from '../../../../domain/model/contact/person-hash.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import {
  type Batch,
  type ContactOffset,
  type KeptContact,
  type KeptMedia,
  type LastId,
  type MoveFrom,
  type Place,
} from '../../migration.js';
import { DamagedMedia, orThrowDamaged } from '../../shared/media/damaged-media.js';
import { accountReader, accountTables } from '../accounts/account-records.js';
import { tokenTables } from '../accounts/tokens.js';
import { offsetOf, ordinalOf } from '../contacts/contact-ids.js';
import { consentTable } from '../contacts/consent-records.js';
import { contactTables } from '../contacts/contact-records.js';
import { type Environment } from '../lmdb/environment.js';
import { type Key } from '../lmdb/table.js';
import { type MediaRecords } from '../media/media-records.js';
import { handleTable } from '../media/upload-handles.js';
import { messageTables } from '../messages/message-records.js';
import { serviceTable } from '../service-clock.js';
import { conversationsFrom } from './conversations.js';
import { eventsFrom } from './events-from.js';
import { BATCH, from, inBatches, inSequence, recordsOf, type Walk, type Walked } from './walk.js';

/** The parts of one data folder. */
export interface SourceParts {
  readonly environment: Environment;
  readonly sealer: Sealer;
  readonly mediaRecords: MediaRecords;
  readonly media: Pick<MediaStorage, 'open'>;
  /** The path of a published file, for errors. */
  readonly fileOf: (id: MediaId) => string;
}

/** Everything in one data folder. Its server must not run. A damaged record stops the move, and the error names it. */
export const moveFromFilesystem = (parts: SourceParts): MoveFrom => {
  const { environment, sealer } = parts;
  const accountsKept = accountTables(environment);
  const { accounts } = accountsKept;
  const { tokens, lastNumbers } = tokenTables(environment);
  const { contacts, erased, raises } = contactTables(environment);
  const service = serviceTable(environment);
  const tables = messageTables(environment);
  const { messages, keys, early, lastIds, conversations } = tables;
  const handles = handleTable(environment);
  const mediaKept = environment.table<string, unknown>({ name: 'media', codec: t.unknown, show: () => '(a file)' });
  const reader = accountReader(environment.file, accountsKept, sealer);

  const size = (...counted: readonly { readonly size: () => number }[]): Stored<number> =>
    environment.read(() => counted.reduce((sum, table) => sum + table.size(), 0));
  const walked = <K extends Key, A, B>(table: Walked<K, A>, make: (key: K, record: A) => B) => ({
    count: size(table),
    all: (behind: Place | null): AsyncIterable<Batch<B>> =>
      inBatches(environment, from(recordsOf(table, make), behind)),
  });
  const ids: readonly Walk<LastId | ContactOffset>[] = [
    recordsOf(accountsKept.lastId, (_key, last) => ({ of: 'accounts', last })),
    recordsOf(lastIds, (account, last) => ({ of: 'messages', accountId: account as AccountId, last })),
    recordsOf(lastNumbers, (account, last) => ({ of: 'tokens', accountId: account as AccountId, last })),
    recordsOf(raises, (account, made) => ({ of: 'contacts', accountId: account as AccountId, offset: offsetOf(made) })),
  ];

  const kept = (_key: Key, contact: ContactOrErased): KeptContact => ({
    contact,
    ordinal: ordinalOf(raises.get(contact.accountId) ?? [], contact.id),
  });

  return {
    accounts: walked({ ...accounts, get: reader.get }, (_id, account) => account),
    tokens: walked(tokens, (_key, token) => token),
    contacts: {
      count: size(contacts, erased),
      all: (behind) => inBatches(environment, inSequence([recordsOf(contacts, kept), recordsOf(erased, kept)], behind)),
    },
    consents: walked(consentTable(environment), ([accountId, hash], consent) => ({
      accountId: accountId as AccountId,
      hash: hash as PersonHash,
      ...consent,
    })),
    conversations: {
      count: size(conversations),
      all: (behind) => inBatches(environment, conversationsFrom({ ...tables, accounts }, behind)),
    },
    messages: walked(messages, (_key, message) => ({
      message,
      holdsKey: message.key !== null && keys.get([message.accountId, message.key]) === message.id,
    })),
    ...eventsFrom(environment, sealer),
    ids: {
      count: size(accountsKept.lastId, lastIds, lastNumbers, raises),
      all: (behind) => inBatches(environment, inSequence(ids, behind)),
    },
    service: walked(service, (_key, time) => time),
    uploads: walked(handles, ([mediaId, phoneNumberId], handle) => ({
      mediaId: mediaId as MediaId,
      phoneNumberId,
      ...handle,
    })),
    reports: walked(early, ([accountId, wamid], kept) => ({ accountId: accountId as AccountId, wamid, ...kept })),
    media: { count: size(mediaKept), all: (behind) => filesFrom(parts, reader.get, behind) },
  };
};

const NO_ACCOUNT = 0;

/** One file at a time, which is open until the next one is asked for. */
async function* filesFrom(
  { environment, mediaRecords, media, fileOf }: SourceParts,
  accountOf: (id: number) => KeptMedia['owner'] | undefined,
  behind: Place | null,
): AsyncGenerator<Batch<KeptMedia>> {
  const idsBehind = (after: string) => orThrow(environment.read(() => mediaRecords.ids(after, BATCH)));
  for (let ids = await idsBehind(behind ?? ''); ids.length > 0; ids = await idsBehind(ids.at(-1) ?? ''))
    for (const id of ids) {
      const record = await orThrow(environment.read(() => mediaRecords.get(id)));
      const owner = await orThrow(environment.read(() => accountOf(record?.accountId ?? NO_ACCOUNT)));
      const opened = await orThrow(orThrowDamaged(media.open(id)));
      // A record that no message names may have outlived its file.
      if (owner === undefined || record === null || O.isNone(opened)) continue;
      const { type, sizeBytes, bytes, close } = opened.value;
      try {
        const sound = () => asPublished(bytes(O.none), record.sha256, fileOf(id));
        yield { items: [{ id, owner, type, sizeBytes, bytes: sound }], behind: id };
      } finally {
        await close();
      }
    }
}

/** The bytes of a file. At their end it throws `DamagedMedia` if they are others than were published. */
async function* asPublished(bytes: AsyncIterable<Uint8Array>, sha256: string, file: string) {
  const hash = createHash('sha256');
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  if (hash.digest('hex') !== sha256) throw new DamagedMedia(file, 'has other bytes than were published');
}
