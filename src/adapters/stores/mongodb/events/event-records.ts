import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type EventRecords } from '../../shared/open-records.js';
import { type Database } from '../database/database.js';
import { mongodbDeliveries } from './deliveries/deliveries.js';
import { mongodbEndpoints } from './webhook-endpoints.js';
import { mongodbEventLog } from './event-log.js';
import { type AccountLeases } from './leases/account-leases.js';
import { type WrittenEvents } from './waiting/written-events.js';

/** The ports over events and where they are delivered, for a process with these leases. */
export const mongodbEvents = (
  database: Database,
  sealer: Sealer,
  leases: AccountLeases,
  written: WrittenEvents,
): EventRecords => ({
  events: mongodbEventLog(database, leases, written),
  endpoints: mongodbEndpoints(database, sealer),
  deliveries: mongodbDeliveries(database, sealer, leases),
});
