import { stepsOf } from '../../shared/upgrade/formats.js';
import { type MongodbPart, type MongodbStep } from './upgrade.js';

/** What each step does to a database. */
export const mongodbSteps: readonly MongodbStep[] = stepsOf<MongodbPart>({
  // Each opening sees to it that the index is there: see accounts/index-accounts.ts.
  'find accounts by business account and verify token': [],
});
