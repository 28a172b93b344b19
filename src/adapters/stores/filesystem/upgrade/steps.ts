import { stepsOf } from '../../shared/upgrade/formats.js';
import { type FilesystemPart, type FilesystemStep } from './upgrade.js';

/** What each step does to a data folder. */
export const filesystemSteps: readonly FilesystemStep[] = stepsOf<FilesystemPart>({
  // Each opening sees to it that the index is there: see accounts/index-accounts.ts.
  'find accounts by business account and verify token': [],
});
