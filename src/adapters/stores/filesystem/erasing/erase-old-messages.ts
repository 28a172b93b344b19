import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mustWait } from '../../../../domain/model/message/erased-message.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type ErasedMessages, type ErasedSome } from '../../../../domain/ports/erasing.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { type ContactEventKey } from '../events/event-tables.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type Piece, walkUntil } from '../lmdb/slices.js';
import { atOnce, endpointIds, erasedEvents } from './erase-events.js';
import { erasedAmong, type MessageParts, sumErased } from './erase-messages.js';
import { type ErasingTables } from './erasing-tables.js';

/** After how many erased messages a call ends, so that it does not gather the files of millions. */
const MOST = 1_000;

/** The place of a walk is an account. */
interface OldPiece extends ErasedMessages, Piece<number> {}

/**
 * Erases messages that were opened before a time, with their events. Each is checked once, in the order in which messages
 * were opened, and each call continues where the last one stopped, as with `dropOldKeys`.
 */
export const eraseOldMessages = (environment: Environment, parts: MessageParts, before: Instant): Stored<ErasedSome> =>
  pipe(
    walkUntil<number, OldPiece>(
      environment,
      0,
      (from) => {
        const [account] = parts.tables.lastIds.keys({ from, limit: 1 });
        if (account === undefined) return { answer: { ...sumErased([]), next: null }, writes: [] };
        return eraseSome(parts, account, before);
      },
      (pieces) => pieces.reduce((sum, { count }) => sum + count, 0) >= MOST,
    ),
    TE.map((pieces) => ({ ...sumErased(pieces), more: (pieces.at(-1)?.next ?? null) !== null })),
  );

const eraseSome = (parts: MessageParts, account: number, before: Instant): Decision<OldPiece> => {
  const { tables } = parts;
  const endpoints = endpointIds(tables, account);
  const limit = atOnce(endpoints);
  const looked = tables.messages.keys({
    after: [account, tables.messagesErased.get(account) ?? 0],
    until: [account + 1, 0],
    limit,
  });
  const { items, damaged } = readEach(looked, tables.messages.get, CorruptRecord);
  const time = parts.service.get();
  // What can only be erased later is waited for by the cursor.
  const youngest = items.find((message) => message.createdAt >= before || mustWait(message, time))?.id ?? Infinity;
  const old = looked.filter(([, id]) => id < youngest);
  const found = items.filter(({ id }) => id < youngest);
  const { writes, ...erased } = erasedAmong(parts, account, found);
  const events = erasedEvents(
    tables,
    endpoints,
    found.flatMap((message) => eventKeys(tables, message)),
  );
  const last = old.at(-1)?.[1];
  return {
    answer: { ...erased, damaged: [...damaged, ...events.damaged], next: old.length === limit ? account : account + 1 },
    writes: last === undefined ? [] : [...writes, ...events.writes, tables.messagesErased.put(account, last)],
  };
};

const eventKeys = ({ byContact }: ErasingTables, { accountId, contactId, id }: Message): readonly ContactEventKey[] =>
  byContact.keys({ from: [accountId, contactId, id, 0], until: [accountId, contactId, id + 1, 0] });
