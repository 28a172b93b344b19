import { CommanderError } from 'commander';
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
  if (error instanceof SettingsFailure) {
    const document = failureDocument('VALIDATION_ERROR', error.faults.join('\n'));
    return { exitCode: WRONG_SETTINGS, said: error.faults, document };
  }
  if (error instanceof UsageFailure)
    return failed(WRONG_USAGE, failureDocument('VALIDATION_ERROR', error.message), error);
  if (error instanceof CommandFailure)
    return failed(FAILED, error.document ?? failureDocument('VALIDATION_ERROR', error.message), error);
  if (error instanceof Stopped) {
    const message = 'The store cannot be used now; is the disk full, or MongoDB down?';
    return failed(FAILED, failureDocument('SERVICE_UNAVAILABLE', message), { message });
  }
  const message = error instanceof Error ? error.message : 'Something went wrong.';
  // Of a file that was named. Anything else is a defect.
  const code = isSystemError(error) ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR';
  return failed(FAILED, failureDocument(code, message), { message });
};

const failed = (exitCode: number, document: object, { message }: { readonly message: string }): FailureReport => ({
  exitCode,
  said: [message],
  document,
});

/** Commander has said it on stderr itself. Asking for help is no failure. */
const ofCommander = ({ exitCode, message }: CommanderError): FailureReport =>
  exitCode === 0
    ? { exitCode: 0, said: [], document: null }
    : {
        exitCode: WRONG_USAGE,
        said: [],
        document: failureDocument('VALIDATION_ERROR', withoutValues(message.replace(/^error: /, ''))),
      };
