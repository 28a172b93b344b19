import { callOutcomes, type Message, type SendFailure, type WhatsAppRefusal } from '../../domain/message.js';
import { messageStates } from '../../domain/message-state.js';
import { reportedStatuses, type StatusReport } from '../../domain/status-report.js';
import { type Instant } from '../../domain/time.js';
import {
  accountId,
  chatMessageId,
  contactId,
  idempotencyKey,
  instant,
  list,
  literally,
  mark,
  mediaId,
  mediaType,
  number,
  orNull,
  phoneNumber,
  positive,
  record,
  text,
  yesNo,
} from './codecs.js';
import { type Environment } from './environment.js';
import { type IndexKey } from './message-index.js';

const refusal = record<WhatsAppRefusal>('refusal', {
  code: number,
  title: text,
  details: orNull(text),
  fbtraceId: orNull(text),
});

const failure = record<SendFailure>('failure', {
  error: text,
  outcome: literally('outcome', ['not_sent', 'unknown']),
  retryable: yesNo,
  whatsapp: orNull(refusal),
});

const message = record<Message>('message', {
  accountId,
  id: chatMessageId,
  contactId,
  phone: phoneNumber,
  mediaType,
  mediaId,
  mediaUrl: text,
  caption: orNull(text),
  filename: orNull(text),
  warnings: list(text),
  key: orNull(idempotencyKey),
  fingerprint: text,
  state: literally('message state', messageStates),
  createdAt: instant,
  leaseUntil: instant,
  outcome: orNull(literally('call outcome', callOutcomes)),
  wamid: orNull(text),
  sentAt: orNull(instant),
  deliveredAt: orNull(instant),
  readAt: orNull(instant),
  failedAt: orNull(instant),
  failure: orNull(failure),
});

const report = record<StatusReport>('report', {
  wamid: text,
  messageId: orNull(chatMessageId),
  status: literally('reported status', reportedStatuses),
  at: instant,
  failure: orNull(failure),
});

/** Reports of a message that is not known yet. */
export interface EarlyReports {
  readonly keptUntil: Instant;
  /** One of each status at most. */
  readonly reports: readonly StatusReport[];
}

const earlyReports = record<EarlyReports>('early reports', { keptUntil: instant, reports: list(report) });

/** Names a message by WhatsApp's id: its account, its wamid. */
export type WamidKey = readonly [account: number, wamid: string];

/** Names a message: its account, its id. */
export type MessageKey = readonly [account: number, id: number];

const show = (key: readonly (string | number)[]): string => key.join('/');
const hideSecond = ([account]: readonly [number, string]): string => `${account}/(a key)`;

/** Where messages are kept, and what is counted and claimed with them. */
export const messageTables = (environment: Environment) => ({
  messages: environment.table<MessageKey, Message>({ name: 'messages', codec: message, show }),
  /** The id of each account's newest message. */
  lastIds: environment.table<number, number>({ name: 'last-message-ids', codec: positive, show: String }),
  /** Which message has each of WhatsApp's ids. */
  wamids: environment.table<WamidKey, number>({ name: 'wamids', codec: positive, show }),
  /** Reports that wait for a message to be given their wamid. */
  early: environment.table<WamidKey, EarlyReports>({ name: 'early-reports', codec: earlyReports, show }),
  /** Every message once under each of its index terms. */
  index: environment.table<IndexKey, true>({ name: 'message-index', codec: mark, show }),
  /** When the lease of each pending message runs out. */
  pending: environment.table<MessageKey, Instant>({ name: 'pending', codec: instant, show }),
  /** The message that holds each idempotency key. */
  keys: environment.table<readonly [account: number, key: string], number>({
    name: 'idempotency-keys',
    codec: positive,
    show: hideSecond,
  }),
  /** Up to which message of each account the keys that are too old have been dropped. */
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
