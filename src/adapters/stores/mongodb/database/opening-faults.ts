import {
  MongoAPIError,
  MongoCompatibilityError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
  MongoUnexpectedServerResponseError,
} from 'mongodb';
import { StoreFault } from '../../shared/store-fault.js';
import { type DatabaseFault } from './database-fault.js';
import { isDuplicate, isStoreFault, NoAnswer, OddAnswer } from './faults.js';

/** What an error is judged by. */
export interface Opening {
  /** Hosts and name. */
  readonly database: string;
  /** Whether the URL has a login. */
  readonly hasLogin: boolean;
  /** Whether a server has answered already. */
  readonly isConnected: boolean;
}

type FaultOf = (opening: Opening, cause: MongoServerError) => DatabaseFault;

const loginRefused: FaultOf = ({ database }) => ({ _tag: 'LoginRefused', database });
const notAllowed: FaultOf = ({ database, hasLogin }, cause) =>
  hasLogin ? { _tag: 'NotAllowed', database, cause } : { _tag: 'LoginMissing', database };
/** MongoDB Atlas has one code for both. */
const refusedByAtlas: FaultOf = (opening, cause) =>
  (opening.hasLogin && /\bauth/i.test(cause.message) ? loginRefused : notAllowed)(opening, cause);
const notPrimary: FaultOf = ({ database }, cause) => ({ _tag: 'NotPrimary', database, cause });
const tooSlow: FaultOf = ({ database }, cause) => ({ _tag: 'TooSlow', database, cause });
const otherIndex: FaultOf = ({ database }, cause) => ({ _tag: 'OtherIndex', database, cause });
const unsupported: FaultOf = ({ database }, cause) => ({ _tag: 'Unsupported', database, cause });
const duplicates: FaultOf = ({ database }, { message }) => ({
  _tag: 'Duplicates',
  database,
  // The rest of the message has the values, which may be personal.
  index: /collection: \S+?\.(\S+) index: (\S+)/.exec(message)?.slice(1).join('/') ?? null,
});

/** Codes that call for something of their own: see error_codes.yml of MongoDB, and Atlas for 8000. */
const byCode: ReadonlyMap<unknown, FaultOf> = new Map<unknown, FaultOf>([
  ...[11, 18].map((code) => [code, loginRefused] as const),
  [13, notAllowed],
  [8_000, refusedByAtlas],
  // ShutdownInProgress, PrimarySteppedDown, NotWritablePrimary, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary
  ...[91, 189, 10_107, 13_435, 13_436].map((code) => [code, notPrimary] as const),
  // LockTimeout, LockBusy, MaxTimeMSExpired, ConflictingOperationInProgress, ExceededTimeLimit, IndexBuildAborted
  ...[24, 46, 50, 117, 262, 276, 12_586, 12_587].map((code) => [code, tooSlow] as const),
  // CannotCreateIndex, IndexAlreadyExists, IndexOptionsConflict, IndexKeySpecsConflict, InvalidIndexSpecificationOption
  ...[67, 68, 85, 86, 197].map((code) => [code, otherIndex] as const),
  // IllegalOperation, CommandNotFound, InvalidOptions, CommandNotSupported, NotImplemented, and DocumentDB's 301 and 303
  ...[20, 59, 72, 115, 238, 301, 303].map((code) => [code, unsupported] as const),
]);

/** The fault that an error means while a database is opened. Null: it is no fault of the database. */
export const openingFault = (opening: Opening, error: unknown): DatabaseFault | null => {
  const { database, isConnected } = opening;
  if (error instanceof StoreFault) return openingFault(opening, error.cause);
  if (error instanceof MongoServerSelectionError && isTelling(error.cause)) return openingFault(opening, error.cause);
  if (error instanceof MongoServerError) {
    // The driver replaces a refusal to repeat writes, and advises what is refused here.
    const original: unknown = error['originalError'];
    if (original instanceof MongoServerError) return openingFault(opening, original);
    const faultOf = isDuplicate(error) ? duplicates : byCode.get(error.code);
    return faultOf?.(opening, error) ?? { _tag: 'OpenFailed', database, cause: error };
  }
  if (unusual.some((kind) => error instanceof kind)) return { _tag: 'Unsupported', database, cause: error };
  // The driver reads the DNS record of `mongodb+srv`, and loads what an option needs, only when it connects.
  if (!isConnected && (error instanceof MongoParseError || error instanceof MongoAPIError))
    return { _tag: 'BadUrl', cause: error };
  if (isConnected && error instanceof NoAnswer) return { _tag: 'TooSlow', database, cause: error };
  const isLost = isStoreFault(error) || error instanceof NoAnswer || isUnknownHost(error);
  return isLost ? { _tag: 'Unreachable', database, cause: error } : null;
};

/** Of a server that is too old, or no MongoDB. */
const unusual = [MongoCompatibilityError, MongoUnexpectedServerResponseError, OddAnswer] as const;

/** Whether a server was there, but of no use. */
const isTelling = (cause: unknown): boolean => cause instanceof MongoServerError || cause instanceof MongoAPIError;

/** DNS answers with an error that is not the driver's. */
const isUnknownHost = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
