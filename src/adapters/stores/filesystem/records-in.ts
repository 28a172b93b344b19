import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { byAge } from '../shared/by-age.js';

import { sumRounds } from '../shared/rounds.js';
import { filesystemAccounts } from './accounts/accounts.js';
import { filesystemConsents } from './contacts/consent-records.js';
import { filesystemContacts } from './contacts/contacts.js';
import { dropEarlyReports } from './messages/drop-early-reports.js';
import { dropOldKeys } from './messages/drop-old-keys.js';
import { type OpenedSealer } from './accounts/encryption.js';
import { dropRemoved } from './events/deliveries/drop-removed.js';
import { filesystemDeliveries } from './events/deliveries/deliveries.js';
import { filesystemEndpoints } from './events/endpoints/webhook-endpoints.js';
import { filesystemEventLog } from './events/event-log.js';
import { pruneByAge } from './events/prune.js';
import { filesystemErasing } from './erasing/erasing.js';
import { indexAccounts } from './accounts/index-accounts.js';
import { distinctDamages } from '../shared/read-each.js';
import { type Environment } from './lmdb/environment.js';
import { type MediaRecords, mediaRecords } from './media/media-records.js';
import { filesystemMessages } from './messages/messages.js';
import { memoryRateLimiter } from '../shared/memory-rate-limiter.js';
import { filesystemServiceClock } from './service-clock.js';
import { filesystemTokens } from './accounts/tokens.js';
import { dropOldHandles, filesystemUploadHandles } from './media/upload-handles.js';
import { formatTables } from './upgrade/format-records.js';
import { type OpenRecords } from '../shared/open-records.js';

/** The ports over the records of one data folder. */
export interface FilesystemRecords extends OpenRecords {
  readonly environment: Environment;
  readonly media: MediaRecords;
}

/** The ports over records that are open and up to date. */
export const recordsIn = async (
  environment: Environment,
  { sealer, damaged: notSealed }: OpenedSealer,
): Promise<FilesystemRecords> => {
  const { hash, damaged: notIndexed } = await indexAccounts(environment, sealer);
  const media = mediaRecords(environment);
  const service = filesystemServiceClock(environment);
  const keys = dropOldKeys(environment);
  const handles = dropOldHandles(environment);
  const reports = dropEarlyReports(environment);
  const removed = dropRemoved(environment);
  return {
    environment,
    accounts: filesystemAccounts(environment, sealer, hash),
    tokens: filesystemTokens(environment),
    contacts: filesystemContacts(environment),
    consents: filesystemConsents(environment),
    messages: filesystemMessages(environment, media),
    events: filesystemEventLog(environment),
    endpoints: filesystemEndpoints(environment, sealer),
    deliveries: filesystemDeliveries(environment, sealer),
    media,
    erasing: filesystemErasing(environment, media),
    uploadHandles: filesystemUploadHandles(environment),
    rateLimiter: memoryRateLimiter(),
    service,
    prune: (now) =>
      pipe(
        environment.read(environment.checkReaders),
        TE.chain(() =>
          TE.sequenceSeqArray([
            keys,
            removed,
            byAge(service, now, handles(now)),
            byAge(service, now, reports(now)),
            byAge(service, now, pruneByAge(environment, now)),
          ]),
        ),
        TE.map(sumRounds),
      ),
    ping: environment.read(() => void formatTables(environment).isThere()),
    damaged: distinctDamages([...notSealed, ...notIndexed]),
    close: environment.close,
  };
};
