import * as E from 'fp-ts/lib/Either.js';
import { type Checked } from '../../domain/model/field-faults.js';
import { failureDocument } from './document.js';

/** A command that fails. The message says why, and what to do. Exit code 1. */
export class CommandFailure extends Error {
  /** The error body of the API, which `--json` prints; null: that of a `VALIDATION_ERROR`. */
  readonly document: object | null;
  constructor(message: string, document: object | null = null) {
    super(message);
    this.document = document;
  }
}

/** A command with wrong usage. Exit code 2. */
export class UsageFailure extends Error {}

export const fail = (message: string): never => {
  throw new CommandFailure(message);
};

/** Ends the command because a server cannot be reached, or does not answer as it should. */
export const failUnreached = (message: string): never => {
  throw new CommandFailure(message, failureDocument('SERVICE_UNAVAILABLE', message));
};

export const misuse = (message: string): never => {
  throw new UsageFailure(message);
};

/** What was read by the rules of the API. Its faults are wrong usage. */
export const orMisuse = <A>(read: Checked<A>): A =>
  E.isRight(read) ? read.right : misuse(read.left.map(({ message }) => `${message}.`).join('\n'));
