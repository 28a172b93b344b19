import { MongoBulkWriteError, MongoError, MongoServerError, MongoAPIError } from 'mongodb';
import { type KeyFault, keySentence } from '../../shared/sealing/store-keys.js';
import { type FormatFault, formatSentence } from '../../shared/upgrade/standing.js';

/** Why the database cannot be used at all. `database` is its hosts and name, never a user or a password. */
export type DatabaseFault =
  /** The URL does not parse, or has impossible options. */
  | { readonly _tag: 'BadUrl'; readonly cause: unknown }
  /** No server answers. */
  | { readonly _tag: 'Unreachable'; readonly database: string; readonly cause: unknown }
  /** The server does not take the user or the password. */
  | { readonly _tag: 'LoginRefused'; readonly database: string }
  /** The user may not write, or not make indexes. */
  | { readonly _tag: 'NotAllowed'; readonly database: string; readonly cause: unknown }
  /** Its format is not one that can be worked on. */
  | { readonly _tag: 'FormatRefused'; readonly database: string; readonly fault: FormatFault }
  /** A move into it was begun and did not end. */
  | { readonly _tag: 'HalfMoved'; readonly database: string }
  /** It is to be filled, and holds a store, or what another store brought. */
  | { readonly _tag: 'NotEmpty'; readonly database: string }
  /** The secrets in it are sealed with another key, or with a second one. */
  | { readonly _tag: KeyFault; readonly database: string }
  /** It answers, but not as it must. */
  | { readonly _tag: 'OpenFailed'; readonly database: string; readonly cause: unknown };

const sentence = (fault: DatabaseFault): string => {
  switch (fault._tag) {
    case 'BadUrl':
      return `MONGODB_URL: ${reasonOf(fault.cause)}; write a URL like mongodb://127.0.0.1:27017/postcard`;
    case 'Unreachable':
      return `MONGODB_URL: ${fault.database} cannot be reached (${reasonOf(fault.cause)}); is it running?`;
    case 'LoginRefused':
      return `MONGODB_URL: ${fault.database} refuses the user or the password`;
    case 'NotAllowed':
      return `MONGODB_URL: the user must have the role readWrite on ${fault.database} (${reasonOf(fault.cause)})`;
    case 'FormatRefused':
      return formatSentence(fault.database, fault.fault);
    case 'HalfMoved':
      return `${fault.database} was not filled to the end; run postcard migrate once more`;
    case 'NotEmpty':
      return `${fault.database} is in use, or was filled from another store; name a database that does not exist yet`;
    case 'KeyMissing':
    case 'WrongKey':
    case 'SecondKeyMissing':
      return keySentence(fault._tag, fault.database);
    case 'OpenFailed':
      return `${fault.database} cannot be used: ${reasonOf(fault.cause)}`;
  }
};

/** What the driver says of an error. */
export const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The database cannot be opened. The process exits with this message. */
export class DatabaseUnusable extends Error {
  readonly fault: DatabaseFault;
  constructor(fault: DatabaseFault) {
    super(sentence(fault));
    this.name = 'DatabaseUnusable';
    this.fault = fault;
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

const LOGIN_REFUSED = 18;
const NOT_ALLOWED = 13;

/** The fault that an error means while a database is opened. */
export const openingFault = (database: string, cause: unknown): DatabaseFault => {
  if (!(cause instanceof MongoServerError)) return { _tag: 'Unreachable', database, cause };
  if (cause.code === LOGIN_REFUSED) return { _tag: 'LoginRefused', database };
  if (cause.code === NOT_ALLOWED) return { _tag: 'NotAllowed', database, cause };
  return { _tag: 'OpenFailed', database, cause };
};

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
