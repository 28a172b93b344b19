import { type Instant } from '../../../domain/model/time.js';
import { type Accounts } from '../../../domain/ports/accounts.js';
import { type ConsentRecords } from '../../../domain/ports/consent-records.js';
import { type Contacts } from '../../../domain/ports/contacts.js';
import { type Deliveries } from '../../../domain/ports/deliveries.js';
import { type Erasing } from '../../../domain/ports/erasing.js';
import { type EventLog } from '../../../domain/ports/event-log.js';
import { type Messages } from '../../../domain/ports/messages.js';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { type ServiceClock } from '../../../domain/ports/service-clock.js';
import { type Damaged, type Round, type Stored } from '../../../domain/ports/store.js';
import { type Tokens } from '../../../domain/ports/tokens.js';
import { type UploadHandles } from '../../../domain/ports/upload-handles.js';
import { type WebhookEndpoints } from '../../../domain/ports/webhook-endpoints.js';

/** The ports over events and where they are delivered. */
export interface EventRecords {
  readonly events: EventLog;
  readonly endpoints: WebhookEndpoints;
  readonly deliveries: Deliveries;
}

/** The ports over the records of one store, until they are closed. */
export interface OpenRecords extends EventRecords {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly contacts: Contacts;
  readonly consents: ConsentRecords;
  readonly messages: Messages;
  readonly erasing: Erasing;
  readonly uploadHandles: UploadHandles;
  readonly rateLimiter: RateLimiter;
  readonly service: ServiceClock;
  /**
   * Drops expired records, a few at a time; those that expire by age only if the clock can be trusted. Call it at
   * intervals. Returns how many were dropped.
   */
  readonly prune: (now: Instant) => Stored<Round>;
  /** Whether the records can be read: one cheap query, which needs no account. */
  readonly ping: Stored<void>;
  /** The damaged records that were found at the opening. They stay as they are. */
  readonly damaged: readonly Damaged[];
  readonly close: () => Promise<void>;
}
