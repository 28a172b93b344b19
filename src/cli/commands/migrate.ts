import { SingleBar } from 'cli-progress';
import { type Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { openMove } from '../../app/stores.js';
import { mongodbUrl, readConfig } from '../../app/config.js';
import { moveStore, type Moved, type Watch } from '../../app/migrate.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { fail } from '../failure.js';
import { printAnswer, say } from '../output.js';
import { SecretOption } from '../secret-options.js';

export const addMigrateCommand = (program: Command): void => {
  program
    .command('migrate')
    .description('copy everything from DATA_DIR into MongoDB; stop the server first')
    .addOption(new SecretOption('--to <url>', 'a database that does not exist yet', parseUrl).makeOptionMandatory())
    .action(async ({ to }: { to: string }, command: Command) => {
      const moved = await migrate(to);
      printAnswer(
        command,
        moved.map((one) => ({ ...one })),
      );
      const lost = moved.filter((one) => one.moved !== one.arrived).map(({ kind }) => kind);
      if (lost.length > 0)
        fail(`Not everything arrived: ${lost.join(', ')}. No server can use the database yet; run the command again.`);
      say('Everything has arrived. Set MONGODB_URL, and start the server on the database.');
    });
};

const parseUrl = (text: string): E.Either<string, string> =>
  E.mapLeft(() => 'must be a URL like mongodb://127.0.0.1:27017/postcard')(mongodbUrl(text));

/** The database may be used only if every record of each kind has arrived. */
const migrate = async (to: string): Promise<readonly Moved[]> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  const move = await openMove(config.right, to);
  const bar = progressBar();
  try {
    const moved = await moveStore(move.from, move.to, bar.watch);
    if (moved.every((one) => one.moved === one.arrived)) await move.finish();
    return moved;
  } finally {
    bar.stop();
    await move.close();
  }
};

/** One bar per kind, on stderr. If a kind fails, its bar stays where it was. */
const progressBar = (): { readonly watch: Watch; readonly stop: () => void } => {
  let current: { readonly kind: string; readonly bar: SingleBar } | null = null;
  const stop = (): void => {
    current?.bar.stop();
    current = null;
  };
  return {
    stop,
    watch: (kind, done, total) => {
      if (current?.kind !== kind) {
        stop();
        const format = `${kind.padEnd(14)} {bar} {percentage}% | {value} of {total}`;
        const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, noTTYOutput: false });
        bar.start(total, 0);
        current = { kind, bar };
      }
      current.bar.update(done);
    },
  };
};
