import { noService, type ServiceTime, withClock, withMinute } from '../../../domain/model/service-time.js';
import { type ServiceClock } from '../../../domain/ports/service-clock.js';
import { serviceTimeRecord } from '../records/service-time.js';
import { storing } from '../shared/store-fault.js';
import { type Database } from './database/database.js';
import { documents, equal } from './database/documents.js';

/** The time in service of a database, and what this node knows of it. */
export interface MongodbServiceClock extends ServiceClock {
  /** The time that this node saw last. It looks each minute, so the time is a minute old at most. */
  readonly latest: () => ServiceTime;
}

/** The `_id` of the one document, among the settings. */
export const SERVICE = 'service';

const serviceDocuments = (database: Database) =>
  documents<ServiceTime>({ database, name: 'settings', codec: serviceTimeRecord });

export const readServiceTime = async (database: Database): Promise<ServiceTime> =>
  (await serviceDocuments(database).first(equal({ _id: SERVICE })))?.record ?? noService;

/** The time in service in MongoDB. Every node looks each minute, and of those that add a minute at once one does. */
export const mongodbServiceClock = (database: Database, begin: ServiceTime): MongodbServiceClock => {
  const settings = serviceDocuments(database);
  let latest = begin;

  const change = async (make: (time: ServiceTime) => ServiceTime): Promise<ServiceTime> => {
    const kept = await settings.first(equal({ _id: SERVICE }));
    const time = make(kept?.record ?? noService);
    const isWritten =
      kept === null ? (await settings.insert(time, { _id: SERVICE })) !== null : await settings.replace(kept, time);
    if (!isWritten) return change(make);
    latest = time;
    return time;
  };

  return {
    latest: () => latest,
    look: (now) => storing(() => change((time) => withClock(time, now))),
    add: (minutes, now) =>
      storing(() => change((time) => withClock(time.minutes === minutes ? withMinute(time) : time, now))),
  };
};
