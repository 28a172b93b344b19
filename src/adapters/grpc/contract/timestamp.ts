import { type Instant, SECOND } from '../../../domain/model/time.js';
import { type Timestamp } from './gen/google/protobuf/Timestamp.gen.js';

export const toTimestamp = (at: Instant): Timestamp => ({
  seconds: Math.floor(at / SECOND),
  nanos: (at % SECOND) * 1_000_000,
});
