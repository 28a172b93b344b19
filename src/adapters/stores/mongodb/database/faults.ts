import { MongoBulkWriteError, MongoError, MongoServerError, MongoAPIError } from 'mongodb';
import { type DatabaseFault, sentenceOf } from './database-fault.js';

/** The database cannot be opened. The process exits with this message. */
export class DatabaseUnusable extends Error {
  readonly fault: DatabaseFault;
  constructor(fault: DatabaseFault) {
    super(sentenceOf(fault));
    this.name = 'DatabaseUnusable';
    this.fault = fault;
  }
}

/** The cause of a `StoreFault` where the database was silent for too long. */
export class NoAnswer extends Error {
  constructor() {
    super('the database does not answer');
    this.name = 'NoAnswer';
  }
}

/** The cause of a `StoreFault` where the server carried a command out, or did not, but its answer does not say so. */
export class OddAnswer extends Error {
  constructor(command: string) {
    super(`the answer to ${command} is none that MongoDB gives`);
    this.name = 'OddAnswer';
  }
}

/** A document that does not decode: a defect that fails the one request that needs it. */
export class CorruptDocument extends Error {
  readonly collection: string;
  constructor(collection: string, id: string, cause: unknown) {
    super(`the document ${id} in ${collection} does not decode`, { cause });
    this.name = 'CorruptDocument';
    this.collection = collection;
  }
}

const DUPLICATE_KEY = 11_000;

/** A unique index refuses a document. */
export const isDuplicate = (error: unknown): boolean =>
  (error instanceof MongoServerError || error instanceof MongoBulkWriteError) && error.code === DUPLICATE_KEY;

/** Codes of a server that rejects a command as wrong (BadValue, FailedToParse, TypeMismatch, …): our defects. */
const WRONG_COMMANDS: readonly unknown[] = [2, 9, 14, 40, 52, 56, 59, 66, 121, 10_334];

/**
 * Whether an error is a fault of the database: no connection, no primary, no space, no permission. Other errors are our
 * defects, except the refusal of a unique index, which is neither.
 */
export const isStoreFault = (error: unknown): boolean => {
  if (error instanceof MongoServerError) return error.code !== DUPLICATE_KEY && !WRONG_COMMANDS.includes(error.code);
  if (error instanceof MongoError) return !(error instanceof MongoAPIError) || isClosed(error);
  return isBrokenWire(error);
};

/** The driver passes on this system error when it writes to a connection that the server has just closed. */
const isBrokenWire = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');

/** The driver throws these for running work when the client is closed. */
const isClosed = (error: MongoError): boolean =>
  ['MongoNotConnectedError', 'MongoTopologyClosedError', 'MongoExpiredSessionError', 'MongoClientClosedError'].includes(
    error.name,
  );
