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

/** The time in service in MongoDB. Every node looks each minute, and of those that add a minute at once one does. */
export const openMongodbServiceClock = async (database: Database): Promise<MongodbServiceClock> => {
  const settings = documents<ServiceTime>({ database, name: 'settings', codec: serviceTimeRecord });
  const find = () => settings.first(equal({ _id: SERVICE }));
  let latest = (await find())?.record ?? noService;

  const change = async (make: (time: ServiceTime) => ServiceTime): Promise<ServiceTime> => {
    const kept = await find();
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
