import { stepsOf } from '../../shared/upgrade/formats.js';
import { type FilesystemPart, type FilesystemStep } from './upgrade.js';

/** What each step does to a data folder. */
export const filesystemSteps: readonly FilesystemStep[] = stepsOf<FilesystemPart>({});
