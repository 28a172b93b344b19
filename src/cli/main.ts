#!/usr/bin/env node
import { CommanderError } from 'commander';
import { Stopped } from '../kit/or-throw.js';
import { outliveReaders } from '../kit/process/outlive-readers.js';
import { SettingsFailure, WRONG_SETTINGS } from '../app/settings-failure.js';
import { CommandFailure, UsageFailure } from './failure.js';
import { printDocument, say } from './output.js';
import { makeProgram } from './program.js';

const FAILED = 1;
const WRONG_USAGE = 2;

/** Reports what went wrong: in words on stderr, with --json as a document on stdout too, and as an exit code. */
const exitCodeOf = (error: unknown, asJson: boolean): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (error instanceof SettingsFailure) {
    error.faults.forEach(say);
    return WRONG_SETTINGS;
  }
  if (error instanceof CommandFailure && error.document !== null && asJson) printDocument(error.document);
  if (error instanceof CommandFailure || error instanceof UsageFailure) say(error.message);
  else if (error instanceof Stopped) say('The store cannot be used now; is the disk full, or MongoDB down?');
  else say(error instanceof Error ? error.message : 'Something went wrong.');
  return error instanceof UsageFailure ? WRONG_USAGE : FAILED;
};

outliveReaders();
const program = makeProgram();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error, program.opts<{ json?: boolean }>().json === true);
}
