import { noService, type ServiceTime, withClock, withMinute } from '../../../domain/model/service-time.js';
import { type ServiceClock } from '../../../domain/ports/service-clock.js';
import { serviceTimeRecord } from '../records/service-time.js';
import { type Environment } from './lmdb/environment.js';
import { type Write } from './lmdb/table.js';

/** The time in service of a data folder, in a single record. */
export interface ServiceRecord {
  readonly get: () => ServiceTime;
  readonly put: (time: ServiceTime) => Write;
}

/** The table of the record. */
export const serviceTable = (environment: Environment) =>
  environment.table<'time', ServiceTime>({ name: 'service', codec: serviceTimeRecord, show: String });

export const serviceRecord = (environment: Environment): ServiceRecord => {
  const table = serviceTable(environment);
  return { get: () => table.get('time') ?? noService, put: (time) => table.put('time', time) };
};

/** The time in service in LMDB. One server uses a data folder, so it alone counts. */
export const filesystemServiceClock = (environment: Environment): ServiceClock => {
  const record = serviceRecord(environment);
  const change = (make: (time: ServiceTime) => ServiceTime) =>
    environment.write(() => {
      const time = make(record.get());
      return { answer: time, writes: [record.put(time)] };
    });
  return {
    look: (now) => change((time) => withClock(time, now)),
    add: (minutes, now) => change((time) => withClock(time.minutes === minutes ? withMinute(time) : time, now)),
  };
};
