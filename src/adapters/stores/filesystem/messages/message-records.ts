import * as t from 'io-ts';
import { type Message } from '../../../../domain/model/message/message.js';
import { instant, positive } from '../../records/codecs.js';
import { type EarlyReports, earlyReportsRecord } from '../../records/early-reports.js';
import { messageRecord } from '../../records/message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { eventTables } from '../events/event-tables.js';
import { type Environment } from '../lmdb/environment.js';
import { timedTable } from '../lmdb/timed-table.js';
import { type IndexKey } from './message-index.js';

/** The key of a message by WhatsApp's id: its account and its wamid. */
export type WamidKey = readonly [account: number, wamid: string];

/** The key of a message: its account and its id. */
export type MessageKey = readonly [account: number, id: number];

const show = (key: readonly (string | number)[]): string => key.join('/');
const hideSecond = ([account]: readonly [number, string]): string => `${account}/(a key)`;

/** The tables of messages, and of the counts and claims that belong to them. */
export const messageTables = (environment: Environment) => ({
  // A message's changes are recorded with their events.
  ...eventTables(environment),
  messages: environment.table<MessageKey, Message>({ name: 'messages', codec: messageRecord, show }),
  /** The id of each account's newest message. */
  lastIds: environment.table<number, number>({ name: 'last-message-ids', codec: positive, show: String }),
  /** The message of each wamid. */
  wamids: environment.table<WamidKey, number>({ name: 'wamids', codec: positive, show }),
  /** Reports that wait for a message with their wamid. */
  early: timedTable<WamidKey, EarlyReports>(environment, {
    name: 'early-reports',
    order: 'early-reports-by-expiry',
    codec: earlyReportsRecord,
    show,
    timeOf: ({ keptUntil }) => keptUntil,
  }),
  /** Every message once under each of its index terms. */
  index: environment.table<IndexKey, true>({ name: 'message-index', codec: t.literal(true), show }),
  /** When the lease of each message expires whose outcome is awaited. */
  pending: environment.table<MessageKey, Instant>({ name: 'pending', codec: instant, show }),
  /** The message that claims each idempotency key. */
  keys: environment.table<readonly [account: number, key: string], number>({
    name: 'idempotency-keys',
    codec: positive,
    show: hideSecond,
  }),
  /** The message of each account up to which expired keys have been dropped. */
  keysDropped: environment.table<number, number>({ name: 'keys-dropped', codec: positive, show: String }),
  /** When each contact's conversation closes. */
  conversations: environment.table<readonly [account: number, contact: number], Instant>({
    name: 'conversations',
    codec: instant,
    show,
  }),
  /** How many conversations each account opened in each month. */
  conversationsOpened: environment.table<readonly [account: number, month: string], number>({
    name: 'conversations-opened',
    codec: positive,
    show,
  }),
});

export type MessageTables = ReturnType<typeof messageTables>;
