import { SingleBar } from 'cli-progress';
import { type Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { mongodbUrl, readConfig } from '../../app/config.js';
import { type MoveResult, moveStore, openMove, type Watch } from '../../app/migrate.js';
import { whyStopped } from '../../app/why-stopped.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { CommandFailure, fail } from '../failures/failure.js';
import { printAnswer, say } from '../output.js';
import { SecretOption } from '../options/secret-options.js';

export const addMigrateCommand = (program: Command): void => {
  program
    .command('migrate')
    .description('copy everything from DATA_DIR into MongoDB; stop the server first')
    .addOption(new SecretOption('--to <url>', 'a database that does not exist yet', parseUrl).makeOptionMandatory())
    .action(async ({ to }: { to: string }, command: Command) => {
      const { target, result } = await migrate(to);
      if (result._tag === 'SourceChanged')
        fail('A command has changed DATA_DIR meanwhile. Run this one again: it copies everything from the beginning.');
      printAnswer(
        command,
        result.counts.map((one) => ({ ...one })),
      );
      if (result._tag === 'NotWhole')
        fail(
          `Not everything arrived: ${result.lost.join(', ')}. No server can use the database yet; run the command again.`,
        );
      say(
        `Everything ${result._tag === 'Moved' ? 'has arrived in' : 'is already in'} ${target}, and no server can use DATA_DIR any more. ` +
          'Set MONGODB_URL, and start the server on the database.',
      );
    });
};

const parseUrl = (text: string): E.Either<string, string> =>
  E.mapLeft(() => 'must be a URL like mongodb://127.0.0.1:27017/postcard')(mongodbUrl(text));

const migrate = async (to: string): Promise<{ readonly target: string; readonly result: MoveResult }> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  const move = await openMove(config.right, to);
  const bar = progressBar();
  try {
    return { target: move.target, result: await moveStore(move, bar.watch) };
  } catch (error) {
    const sentence = whyStopped(error);
    throw sentence === null ? error : new CommandFailure(sentence);
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
        // A hidden cursor would stay hidden after Ctrl-C.
        const bar = new SingleBar({ format, stream: process.stderr, hideCursor: false, noTTYOutput: false });
        bar.start(total, done);
        current = { kind, bar };
      }
      current.bar.setTotal(total);
      current.bar.update(done);
    },
  };
};
