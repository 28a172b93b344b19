import { stepsOf } from '../../shared/upgrade/formats.js';
import { type MongodbPart, type MongodbStep } from './upgrade.js';

/** The parts of each step for a database. */
export const mongodbSteps: readonly MongodbStep[] = stepsOf<MongodbPart>({
  // Each opening builds the index if it is missing: see accounts/index-accounts.ts.
  'find accounts by business account and verify token': [],
  // Old messages have neither: see records/message-states.ts.
  'messages have a random mark and their minute of service': [],
  // The indexes of the collections are that order.
  'keep what expires in the order of time': [],
});
