import { type Instant } from '../../../../domain/model/time.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { dropExpired } from '../lmdb/drop-expired.js';
import { type Environment } from '../lmdb/environment.js';
import { messageTables } from './message-records.js';

/** Drops the expired reports that no message came for. Returns for how many messages. */
export const dropEarlyReports = (environment: Environment): ((now: Instant) => Stored<Round>) =>
  dropExpired(environment, messageTables(environment).early);
