import { type IndexDescription } from 'mongodb';
import { type Upgrading } from '../../shared/upgrade/upgrading.js';
import { type Database } from './database.js';

/** Every index, named for the query that it serves. Limits, keys and ids depend on the unique ones. */
const indexes: Readonly<Record<string, readonly IndexDescription[]>> = {
  accounts: [
    { name: 'account_by_phone_number_id', key: { numberClaim: 1 }, unique: true },
    { name: 'accounts_of_former_number', key: { formerPhoneNumberIds: 1 } },
    { name: 'accounts_of_business_account', key: { 'whatsapp.businessAccountId': 1 } },
    { name: 'account_by_verify_token', key: { verifyTokenHash: 1 } },
    { name: 'accounts_with_events', key: { eventsOf: 1, eventsAt: 1 }, sparse: true },
  ],
  tokens: [{ name: 'tokens_of_account', key: { accountId: 1, number: 1 }, unique: true }],
  contacts: [
    { name: 'contact_by_phone', key: { accountId: 1, phone: 1 }, unique: true },
    { name: 'contact_by_user_id', key: { accountId: 1, userId: 1 }, unique: true },
    { name: 'contacts_of_account', key: { accountId: 1, id: 1 }, unique: true },
    { name: 'contacts_counted', key: { accountId: 1, ordinal: 1 }, unique: true },
    { name: 'contacts_by_wa_id', key: { accountId: 1, waId: 1 } },
    { name: 'contacts_with_events', key: { eventsOf: 1, eventsAt: 1 }, sparse: true },
    { name: 'contacts_of_group', key: { accountId: 1, groups: 1, id: -1 } },
    { name: 'contacts_listed', key: { accountId: 1, erasedAt: 1, id: -1 } },
    { name: 'noted_erasings', key: { erasureNoted: 1 }, sparse: true },
  ],
  // Their `_id` has account and hash. The account stands before it, so that a sharded database asks one shard.
  consents: [
    { name: 'consents_of_account', key: { accountId: 1, _id: 1 } },
    { name: 'consents_with_events', key: { eventsOf: 1, eventsAt: 1 }, sparse: true },
  ],
  conversations: [
    { name: 'conversations_of_month', key: { accountId: 1, month: 1, ordinal: 1 }, unique: true },
    { name: 'conversations_of_contact', key: { accountId: 1, contactId: 1, ordinalOfContact: 1 }, unique: true },
  ],
  messages: [
    { name: 'messages_of_account', key: { accountId: 1, id: 1 }, unique: true },
    { name: 'message_by_claim', key: { accountId: 1, claim: 1 }, unique: true },
    { name: 'pending_messages', key: { pendingUntil: 1 }, sparse: true },
    { name: 'messages_with_events', key: { eventsOf: 1, eventsAt: 1 }, sparse: true },
    { name: 'messages_naming_media', key: { accountId: 1, mediaId: 1, erased: 1, createdAt: 1 } },
    { name: 'message_by_wamid', key: { accountId: 1, wamid: 1 } },
    // Newest first, as they are listed.
    { name: 'messages_listed', key: { accountId: 1, createdAt: -1, id: -1 } },
    { name: 'messages_listed_by_state_and_type', key: { accountId: 1, state: 1, mediaType: 1, createdAt: -1, id: -1 } },
    { name: 'messages_listed_by_contact', key: { accountId: 1, contactId: 1, createdAt: -1, id: -1 } },
    { name: 'messages_listed_by_phone', key: { accountId: 1, phone: 1, createdAt: -1, id: -1 } },
    { name: 'messages_listed_by_user_id', key: { accountId: 1, userId: 1, createdAt: -1, id: -1 } },
    { name: 'messages_listed_by_reference', key: { accountId: 1, reference: 1, createdAt: -1, id: -1 } },
  ],
  earlyReports: [
    { name: 'early_reports_of_wamid', key: { accountId: 1, wamid: 1 }, unique: true },
    { name: 'old_early_reports', key: { keptUntil: 1 } },
  ],
  events: [
    { name: 'events_of_account', key: { accountId: 1, place: 1 }, unique: true },
    { name: 'event_of_change', key: { accountId: 1, change: 1 }, unique: true },
    { name: 'events_of_contact_by_message', key: { accountId: 1, contactId: 1, 'message.id': 1, place: 1 } },
    { name: 'old_events', key: { at: 1 } },
  ],
  days: [
    { name: 'days_of_account', key: { accountId: 1, day: 1 }, unique: true },
    { name: 'old_days', key: { day: 1 } },
  ],
  progress: [
    { name: 'accounts_of_node', key: { node: 1 } },
    { name: 'accounts_with_unspread_events', key: { unspread: 1 }, sparse: true },
  ],
  webhookEndpoints: [
    { name: 'endpoints_of_account', key: { accountId: 1, id: 1 }, unique: true },
    { name: 'endpoints_counted', key: { accountId: 1, slot: 1 }, unique: true },
    { name: 'endpoints_due', key: { dueAt: 1 }, sparse: true },
  ],
  deliveries: [
    { name: 'deliveries_of_endpoint', key: { accountId: 1, endpointId: 1, id: 1 }, unique: true },
    { name: 'deliveries_due', key: { dueOf: 1, nextTryAt: 1 }, sparse: true },
    { name: 'old_deliveries', key: { eventAt: 1 } },
  ],
  uploadHandles: [{ name: 'old_upload_handles', key: { goodUntil: 1 } }],
  rateLimits: [
    { name: 'rate_limit_of_token', key: { key: 1 }, unique: true },
    { name: 'old_rate_limits', key: { expire: 1 }, expireAfterSeconds: 0 },
  ],
  media: [
    { name: 'media_without_message', key: { named: 1, usedAt: 1 } },
    { name: 'media_of_file', key: { file: 1 } },
  ],
  // Named and keyed as the specification of GridFS says.
  'media.files': [{ name: 'filename_1_uploadDate_1', key: { filename: 1, uploadDate: 1 } }],
  'media.chunks': [{ name: 'files_id_1_n_1', key: { files_id: 1, n: 1 }, unique: true }],
  staging: [{ name: 'abandoned_staging', key: { renewedAt: 1 } }],
};

/** Every collection of a store but its settings. */
export const collectionNames: readonly string[] = [...Object.keys(indexes), 'counters', 'nodes'];

/** How often a running build is logged, in milliseconds. */
const EVERY = 10_000;

/**
 * Creates the missing indexes. A build may take as long as the database works on it: hours for a large collection. Use
 * a database of `patiently`. `stopped` if `stopping` was aborted before the end; the next start waits for what the
 * server has begun. Throws the driver's errors.
 */
export const makeIndexes = async (
  database: Database,
  { log, time, stopping }: Upgrading,
): Promise<'done' | 'stopped'> => {
  const begun = time.now();
  const building = new Set(Object.keys(indexes));
  let stopTimer = (): void => undefined;
  const report = (): void => {
    stopTimer = time.timer(EVERY, () => {
      log.info({ collections: [...building], ms: Math.round(time.now() - begun) }, 'indexes are being built');
      report();
    });
  };
  report();
  const making = Promise.all(
    Object.entries(indexes).map(async ([name, specs]) => {
      await database.collection(name).createIndexes([...specs]);
      building.delete(name);
    }),
  );
  try {
    return (await unlessAborted(making, stopping)) ? 'done' : 'stopped';
  } finally {
    stopTimer();
  }
};

/** False if the signal comes first. What runs then goes on without its caller. */
const unlessAborted = (running: Promise<unknown>, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const abort = (): void => resolve(false);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void running.then(() => resolve(true), reject).finally(() => signal.removeEventListener('abort', abort));
  });
