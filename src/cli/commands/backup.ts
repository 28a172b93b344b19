import { type Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { backUp, BackupStopped, type BackupWork, restore } from '../../app/backup.js';
import { type Config, readConfig } from '../../app/config.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { watchSignals } from '../../kit/process/signals.js';
import { fail } from '../failures/failure.js';
import { filesBar } from '../files-bar.js';
import { byRule } from '../options/options.js';
import { printAnswer, say } from '../output.js';

export const addBackupCommands = (program: Command): void => {
  program
    .command('backup')
    .description('copy records and media into a folder, also while the server runs')
    .argument('<folder>', 'a folder that is empty or does not exist yet', parseFolder)
    .action(async (folder: string, _options: object, command: Command) => {
      const { leftOut, at, ...report } = await onFiles(folder, backUp);
      printAnswer(command, { ...report, at: timeOf(at) });
      leftOut.forEach(say);
      if (leftOut.length > 0)
        fail(`${leftOut.length} media files of the store are missing or damaged. The backup has everything else.`);
    });
  program
    .command('restore')
    .description('restore a backup into DATA_DIR, which is empty or does not exist yet')
    .argument('<folder>', 'a folder that postcard backup has made', parseFolder)
    .action(async (folder: string, _options: object, command: Command) => {
      const { leftOut, sendsMissingSince, ...report } = await onFiles(folder, restore);
      const since = timeOf(sendsMissingSince);
      printAnswer(command, { ...report, sends_missing_since: since });
      say(`Messages that were sent after ${since} are missing. Requests since then would be sent again.`);
      leftOut.forEach(say);
      if (leftOut.length > 0)
        fail(
          `${leftOut.length} media files of the backup are missing or damaged. Everything else is restored; ` +
            'an upload of the same bytes brings such a file back.',
        );
    });
};

/** An empty text is a variable that is not set; as a path it would be the working folder. */
const parseFolder = byRule((text) => (text === '' ? E.left('must name a folder') : E.right(text)));

/** Runs work on the data folder. A signal interrupts it. */
const onFiles = async <A>(folder: string, run: (config: Config, work: BackupWork) => Promise<A>): Promise<A> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  if (config.right.MONGODB_URL !== null)
    fail(
      `MONGODB_URL is set, and this command works on DATA_DIR only; use mongodump and mongorestore (see Backups in docs/operating.md)`,
    );
  const signals = watchSignals();
  const stopping = new AbortController();
  void signals.asked.then(() => stopping.abort());
  const bar = filesBar();
  try {
    return await run(config.right, { folder, watch: bar.watch, stopping: stopping.signal });
  } catch (error) {
    if (error instanceof BackupStopped) return fail(error.message);
    throw error;
  } finally {
    bar.stop();
    signals.end();
  }
};

const timeOf = (at: number): string => new Date(at).toISOString();
