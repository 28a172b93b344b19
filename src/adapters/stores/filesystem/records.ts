import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type Accounts } from '../../../domain/ports/accounts.js';
import { type Contacts } from '../../../domain/ports/contacts.js';
import { type Messages } from '../../../domain/ports/messages.js';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { type Damaged, type Round, type Stored } from '../../../domain/ports/store.js';
import { sumRounds } from '../shared/rounds.js';
import { type Tokens } from '../../../domain/ports/tokens.js';
import { type UploadHandles } from '../../../domain/ports/upload-handles.js';
import { type Instant } from '../../../domain/model/time.js';
import { orThrow } from '../../../kit/or-throw.js';
import { filesystemAccounts } from './accounts/accounts.js';
import { filesystemContacts } from './contacts/contacts.js';
import { dropEarlyReports } from './messages/drop-early-reports.js';
import { dropOldKeys } from './messages/drop-old-keys.js';
import { openSealer } from './accounts/encryption.js';
import { indexAccounts } from './accounts/index-accounts.js';
import { distinctDamages } from '../shared/read-each.js';
import { type Environment, openEnvironment } from './lmdb/environment.js';
import { RecordsUnusable } from './lmdb/faults.js';
import { type MediaRecords, mediaRecords } from './media/media-records.js';
import { filesystemMessages } from './messages/messages.js';
import { memoryRateLimiter } from './rate-limiter.js';
import { filesystemTokens } from './accounts/tokens.js';
import { dropOldHandles, filesystemUploadHandles } from './media/upload-handles.js';

/** The ports that stand on the records of one data folder. */
export interface FilesystemRecords {
  readonly environment: Environment;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly uploadHandles: UploadHandles;
  readonly media: MediaRecords;
  readonly rateLimiter: RateLimiter;
  /** Drops what has served its time, a few at a time; to be called now and then. Answers how much went. */
  readonly prune: (now: Instant) => Stored<Round>;
  /** Whether the records can be read: one cheap question, which needs no account. */
  readonly ping: Stored<void>;
  /** The records that were found damaged, and left as they are, while these were opened. */
  readonly damaged: readonly Damaged[];
  readonly close: () => Promise<void>;
}

export interface RecordsOptions {
  readonly dataDir: string;
  /** 32 bytes that seal the accounts' secrets; null leaves them as they are. */
  readonly encryptionKey: Uint8Array | null;
}

/** What the records look like; a later version that cannot leave them readable counts on. */
const FORMAT = 1;

/** Opens the records of a data folder; several processes may. Throws `RecordsUnusable`. */
export const openFilesystemRecords = async ({ dataDir, encryptionKey }: RecordsOptions): Promise<FilesystemRecords> => {
  const environment = await openEnvironment({ dataDir });
  try {
    const media = mediaRecords(environment);
    const keys = dropOldKeys(environment);
    const handles = dropOldHandles(environment);
    const reports = dropEarlyReports(environment);
    const ports = {
      tokens: filesystemTokens(environment),
      contacts: filesystemContacts(environment),
      messages: filesystemMessages(environment, media),
      media,
      uploadHandles: filesystemUploadHandles(environment),
    };
    await checkFormat(environment);
    const { sealer, damaged: notSealed } = await openSealer(environment, encryptionKey);
    const { hash, damaged: notIndexed } = await indexAccounts(environment, sealer);
    return {
      ...ports,
      environment,
      accounts: filesystemAccounts(environment, sealer, hash),
      rateLimiter: memoryRateLimiter(),
      prune: (now) =>
        pipe(
          environment.read(environment.checkReaders),
          TE.chain(() => TE.sequenceSeqArray([keys(now), handles(now), reports(now)])),
          TE.map(sumRounds),
        ),
      ping: environment.read(() => void formatTable(environment).has('format')),
      damaged: distinctDamages([...notSealed, ...notIndexed]),
      close: environment.close,
    };
  } catch (error) {
    await environment.close();
    throw error;
  }
};

const formatTable = (environment: Environment) =>
  environment.table<'format', number>({ name: 'format', codec: t.number, show: String });

const checkFormat = async (environment: Environment): Promise<void> => {
  const formats = formatTable(environment);
  await orThrow(
    environment.write(() => {
      const format = formats.get('format');
      if (format !== undefined && format > FORMAT)
        throw new RecordsUnusable({ _tag: 'NewerRecords', file: environment.file });
      return { answer: undefined, writes: format === undefined ? [formats.put('format', FORMAT)] : [] };
    }),
  );
};
