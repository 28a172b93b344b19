import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Accounts } from '../../domain/ports/accounts.js';
import { type Contacts } from '../../domain/ports/contacts.js';
import { type Messages } from '../../domain/ports/messages.js';
import { type RateLimiter } from '../../domain/ports/rate-limiter.js';
import { type Stored } from '../../domain/ports/store.js';
import { type Tokens } from '../../domain/ports/tokens.js';
import { type UploadHandles } from '../../domain/ports/upload-handles.js';
import { type Instant } from '../../domain/time.js';
import { mongodbAccounts } from './accounts.js';
import { makeIndexes } from './collections.js';
import { mongodbContacts } from './contacts.js';
import { type Database, openDatabase } from './database.js';
import { equal, unlessDuplicate } from './documents.js';
import { dropEarlyReports } from './early-reports.js';
import { openSealer } from './encryption.js';
import { DatabaseUnusable, openingFault, StoreFault } from './faults.js';
import { mongodbMessages } from './messages.js';
import { mongodbRateLimiter } from './rate-limiter.js';
import { mongodbTokens } from './tokens.js';
import { dropOldHandles, mongodbUploadHandles } from './upload-handles.js';

/** The ports that stand on the records of one database. */
export interface MongodbRecords {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly uploadHandles: UploadHandles;
  readonly rateLimiter: RateLimiter;
  /** Drops what has served its time; to be called now and then. Answers how much went. */
  readonly prune: (now: Instant) => Stored<number>;
  readonly close: () => Promise<void>;
}

export interface RecordsOptions {
  readonly url: string;
  /** 32 bytes that seal the accounts' secrets; null leaves them as they are. */
  readonly encryptionKey: Uint8Array | null;
}

/** What the documents look like; a later version that cannot leave them readable counts on. */
const FORMAT = 1;

/** Opens the records of a database, which any number of processes may share. Throws `DatabaseUnusable`. */
export const openMongodbRecords = async ({ url, encryptionKey }: RecordsOptions): Promise<MongodbRecords> => {
  const database = await openDatabase(url);
  try {
    await checkFormat(database);
    await makeIndexes(database);
    const sealer = await openSealer(database, encryptionKey);
    return {
      database,
      accounts: mongodbAccounts(database, sealer),
      tokens: mongodbTokens(database),
      contacts: mongodbContacts(database),
      messages: mongodbMessages(database),
      uploadHandles: mongodbUploadHandles(database),
      rateLimiter: mongodbRateLimiter(database),
      prune: (now) =>
        pipe(
          TE.sequenceSeqArray([dropOldHandles(database)(now), dropEarlyReports(database)(now)]),
          TE.map((counts) => counts.reduce((sum, count) => sum + count, 0)),
        ),
      close: database.close,
    };
  } catch (error) {
    await database.close();
    throw error instanceof StoreFault ? new DatabaseUnusable(openingFault(database.name, error.cause)) : error;
  }
};

const checkFormat = async (database: Database): Promise<void> => {
  const settings = database.collection('settings');
  await unlessDuplicate(database, settings.insertOne({ _id: 'format', number: FORMAT }));
  const format = await database.within(settings.findOne(equal({ _id: 'format' })));
  if (typeof format?.['number'] !== 'number' || format['number'] > FORMAT)
    throw new DatabaseUnusable({ _tag: 'NewerRecords', database: database.name });
};
