import * as t from 'io-ts';
import { type ServiceTime } from '../../../domain/model/service-time.js';
import { instant, nullable, strict } from './codecs.js';

export const serviceTimeRecord = strict<ServiceTime>('time in service', {
  minutes: t.number,
  seenAt: nullable(instant),
  deletesFrom: t.number,
  restores: t.readonlyArray(t.number),
});
