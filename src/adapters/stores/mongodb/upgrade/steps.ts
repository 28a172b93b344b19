import { stepsOf } from '../../shared/upgrade/formats.js';
import { type MongodbPart, type MongodbStep } from './upgrade.js';

/** What each step does to a database. */
export const mongodbSteps: readonly MongodbStep[] = stepsOf<MongodbPart>({});
