import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type ContactId } from '../../../domain/model/contact/contact.js';
import { type MediaId } from '../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../domain/ports/media-storage.js';
import { type AccountConversations, type Batch, type ContactOffset, type LastId, type MoveFrom } from '../migration.js';
import { type Stored } from '../../../domain/ports/store.js';
import { orThrow } from '../../../kit/or-throw.js';
import { orThrowDamaged } from '../shared/damaged-media.js';
import { allOf } from '../shared/read-each.js';
import { accountTables } from './accounts/account-records.js';
import { offsetOf, ordinalOf } from './contacts/contact-ids.js';
import { contactTables } from './contacts/contact-records.js';
import { type Environment } from './lmdb/environment.js';
import { messageTables } from './messages/message-records.js';
import { type FilesystemRecords } from './records.js';
import { type Key, type Table } from './lmdb/table.js';
import { tokenTables } from './accounts/tokens.js';
import { handleTable } from './media/upload-handles.js';

/** How many records are read at once. */
const BATCH = 500;

/** Everything in one data folder. Its server must not run. */
export const moveFromFilesystem = (
  { environment, accounts, media: mediaRecords }: FilesystemRecords,
  media: Pick<MediaStorage, 'open'>,
): MoveFrom => {
  const accountsKept = accountTables(environment);
  const { tokens, lastNumbers } = tokenTables(environment);
  const { contacts, raises } = contactTables(environment);
  const { messages, keys, early, lastIds, conversations, conversationsOpened } = messageTables(environment);
  const handles = handleTable(environment);

  const size = <K extends Key, A>(table: Table<K, A>): Stored<number> => environment.read(() => table.keys({}).length);

  const conversationsOf = (id: AccountId): AccountConversations => ({
    accountId: id,
    opened: conversationsOpened
      .entries({ from: [id, ''], until: [id + 1, ''] })
      .map(([[, month], count]) => ({ month, count })),
    until: conversations
      .entries({ from: [id, 0], until: [id + 1, 0] })
      .map(([[, contact], until]) => ({ contactId: contact as ContactId, until })),
  });

  return {
    accounts: {
      count: size(accountsKept.accounts),
      all: async function* () {
        const all = allOf(await orThrow(accounts.list));
        yield { items: all, count: all.length };
      },
    },
    tokens: { count: size(tokens), all: () => batches(environment, tokens, (_key, token) => token) },
    contacts: {
      count: size(contacts),
      all: () =>
        batches(environment, contacts, (_key, contact) => ({
          contact,
          ordinal: ordinalOf(raises.get(contact.accountId) ?? [], contact.id),
        })),
    },
    conversations: {
      count: environment.read(() => sum(conversationsOpened.entries({}).map(([, count]) => count))),
      all: async function* () {
        for (const { id } of allOf(await orThrow(accounts.list))) {
          const kept = await orThrow(environment.read(() => conversationsOf(id)));
          yield { items: [kept], count: sum(kept.opened.map(({ count }) => count)) };
        }
      },
    },
    messages: {
      count: size(messages),
      all: () =>
        batches(environment, messages, (_key, message) => ({
          message,
          holdsKey: message.key !== null && keys.get([message.accountId, message.key]) === message.id,
        })),
    },
    ids: {
      count: TE.map(sum)(
        TE.sequenceSeqArray([size(accountsKept.lastId), size(lastIds), size(lastNumbers), size(raises)]),
      ),
      all: async function* () {
        const perAccount = (of: 'messages' | 'tokens', table: Table<number, number>): readonly LastId[] =>
          table.entries({}).map(([account, last]) => ({ of, accountId: account as AccountId, last }));
        const items = await orThrow(
          environment.read((): readonly (LastId | ContactOffset)[] => [
            ...accountsKept.lastId.entries({}).map(([, last]) => ({ of: 'accounts' as const, last })),
            ...perAccount('messages', lastIds),
            ...perAccount('tokens', lastNumbers),
            ...raises.entries({}).map(([account, made]) => ({
              of: 'contacts' as const,
              accountId: account as AccountId,
              offset: offsetOf(made),
            })),
          ]),
        );
        yield { items, count: items.length };
      },
    },
    uploads: {
      count: size(handles),
      all: () =>
        batches(environment, handles, ([mediaId, phoneNumberId], handle) => ({
          mediaId: mediaId as MediaId,
          phoneNumberId,
          ...handle,
        })),
    },
    reports: {
      count: size(early),
      all: () =>
        batches(environment, early, ([accountId, wamid], kept) => ({
          accountId: accountId as AccountId,
          wamid,
          ...kept,
        })),
    },
    media: {
      count: environment.read(() => mediaRecords.ids('', Number.MAX_SAFE_INTEGER).length),
      all: async function* () {
        const owners = new Map(allOf(await orThrow(accounts.list)).map((account) => [account.id, account]));
        const idsBehind = (after: string) => orThrow(environment.read(() => mediaRecords.ids(after, BATCH)));
        for (let ids = await idsBehind(''); ids.length > 0; ids = await idsBehind(ids.at(-1) ?? ''))
          for (const id of ids) {
            const accountId = mediaRecords.get(id)?.accountId;
            const owner = accountId === undefined ? undefined : owners.get(accountId);
            const opened = await orThrow(orThrowDamaged(media.open(id)));
            // A record that no message names may have outlived its file.
            if (owner === undefined || O.isNone(opened)) continue;
            const { type, sizeBytes, bytes, close } = opened.value;
            try {
              yield { items: [{ id, owner, type, sizeBytes, bytes: () => bytes(O.none) }], count: 1 };
            } finally {
              await close();
            }
          }
      },
    },
  };
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** The records of a table in the order of their keys, one batch per read. */
async function* batches<K extends Key, A, B>(
  environment: Environment,
  table: Table<K, A>,
  make: (key: K, record: A) => B,
): AsyncGenerator<Batch<B>> {
  for (let last: K | null = null; ;) {
    const from: K | null = last;
    const found: readonly (readonly [K, B])[] = await orThrow(
      environment.read(() =>
        table
          .entries(from === null ? { limit: BATCH } : { from, limit: BATCH + 1 })
          // The first one is where the last batch ended.
          .slice(from === null ? 0 : 1)
          .map(([key, record]) => [key, make(key, record)] as const),
      ),
    );
    const [end] = found.at(-1) ?? [];
    if (end === undefined) return;
    yield { items: found.map(([, item]) => item), count: found.length };
    last = end;
  }
}
