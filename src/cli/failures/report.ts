import { CommanderError } from 'commander';
import { type ErrorCode } from '../../api/error-codes.js';
import { SettingsFailure, WRONG_SETTINGS } from '../../app/settings-failure.js';
import { Stopped } from '../../kit/or-throw.js';
import { isSystemError } from '../../kit/system-error.js';
import { CommandFailure, UsageFailure } from './failure.js';
import { withoutValues } from '../without-values.js';
import { failureDocument } from './document.js';

const FAILED = 1;
const WRONG_USAGE = 2;

/** What a command that ended with an error reports. */
export interface FailureReport {
  readonly exitCode: number;
  /** Lines for stderr. */
  readonly said: readonly string[];
  /** For stdout, with --json; null where nothing has failed. */
  readonly document: object | null;
}

/** The report of an error: in words, as a document of the API, and as an exit code (SPEC 7). */
export const reportOf = (error: unknown): FailureReport => {
  if (error instanceof CommanderError) return ofCommander(error);
  if (error instanceof SettingsFailure)
    return { ...failed(WRONG_SETTINGS, 'VALIDATION_ERROR', error.faults.join('\n')), said: error.faults };
  if (error instanceof UsageFailure) return failed(WRONG_USAGE, 'VALIDATION_ERROR', error.message);
  if (error instanceof CommandFailure) {
    const report = failed(FAILED, 'VALIDATION_ERROR', error.message);
    return error.document === null ? report : { ...report, document: error.document };
  }
  if (error instanceof Stopped)
    return failed(FAILED, 'SERVICE_UNAVAILABLE', 'The store cannot be used now; is the disk full, or MongoDB down?');
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  // Of a file that was named. Anything else is a defect.
  return failed(FAILED, isSystemError(error) ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR', message);
};

const failed = (exitCode: number, code: ErrorCode, message: string): FailureReport => ({
  exitCode,
  said: [message],
  document: failureDocument(code, message),
});

/** Commander has said it on stderr itself. Asking for help is no failure. */
const ofCommander = ({ exitCode, message }: CommanderError): FailureReport =>
  exitCode === 0
    ? { exitCode: 0, said: [], document: null }
    : { ...failed(WRONG_USAGE, 'VALIDATION_ERROR', withoutValues(message.replace(/^error: /, ''))), said: [] };
