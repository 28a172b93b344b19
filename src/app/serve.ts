import { dirname, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { type Config, readConfig } from './config.js';
import { demoPicture } from './demo/picture.js';
import { leaveAtOnce } from '../kit/process/leave-at-once.js';
import { type Log, makeLog } from '../kit/logging/log.js';
import { makeFolder } from '../kit/files/make-folder.js';
import { readOwnFile } from '../kit/files/own-file.js';
import { writeWholeFile } from '../kit/files/private-file.js';
import { outliveReaders } from '../kit/process/outlive-readers.js';
import { untilSignalled } from '../kit/process/signals.js';
import { type OpenStores, type Service, startService } from './service.js';
import { SettingsFailure, WRONG_SETTINGS } from './settings-failure.js';

const FAILED = 1;

/** Runs the service until it is asked to stop. Sets the exit code: 0, 1 (it failed), 78 (settings). */
export const serve = async (
  environment: Readonly<Record<string, string | undefined>>,
  open?: OpenStores,
): Promise<void> => {
  outliveReaders();
  const config = readConfig(environment);
  if (E.isLeft(config)) return refuse(config.left);
  const log = makeLog(config.right.LOG_LEVEL);
  leaveOnDefects(log);

  const asked = untilSignalled();
  const stopping = new AbortController();
  void asked.then(() => stopping.abort());
  let service: Service | null;
  try {
    service = await startService(config.right, log, stopping.signal, open);
  } catch (error) {
    if (error instanceof SettingsFailure) return refuse(error.faults);
    log.fatal({ err: error }, 'the service cannot start');
    process.exitCode = FAILED;
    return;
  }
  if (service === null) return log.info('stopped before the store was up to date; the next start goes on with it');
  log.info({ rest: service.restUrl, grpc: service.grpcAddress, sandbox: service.sandboxUrl }, 'listening');
  if (config.right.ENCRYPTION_KEY === null)
    log.warn('ENCRYPTION_KEY is not set: access tokens and secrets are stored as they are');
  await welcome(service, config.right, log);

  log.info({ signal: await asked }, 'stopping');
  await service.stop();
  log.info('stopped');
};

const refuse = (faults: readonly string[]): void => {
  process.stderr.write(`${faults.join('\n')}\n`);
  process.exitCode = WRONG_SETTINGS;
};

/** Logs a defect that no code caught, and exits: the state that it left behind cannot be trusted. */
const leaveOnDefects = (log: Log): void => {
  const leave = (err: unknown): void => {
    log.fatal({ err }, 'a defect that no code caught');
    leaveAtOnce();
  };
  process.on('uncaughtException', leave);
  process.on('unhandledRejection', leave);
};

/** Prints the addresses and a first command that works as printed. */
const welcome = async (
  { restUrl, grpcAddress, sandboxUrl, demoToken }: Service,
  { DATA_DIR }: Config,
  log: Log,
): Promise<void> => {
  const lines = ['', `Postcard listens at ${restUrl}, for gRPC at ${grpcAddress}`];
  if (sandboxUrl !== null) lines.push(`The WhatsApp sandbox shows what recipients get at ${sandboxUrl}`);
  if (demoToken !== null) {
    lines.push(`The demo token is ${demoToken}`);
    const picture = resolve(join(DATA_DIR, 'postcard.jpg'));
    if (await keepPicture(picture, log))
      lines.push(
        '',
        'Send a first message:',
        '',
        `  curl ${restUrl}/messages/media -H 'Authorization: Bearer ${demoToken}' \\`,
        `    -F phone=+14155550123 -F media_type=image -F caption='Greetings!' -F 'media_file=@${picture}'`,
      );
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
};

/** Writes the picture of the first message, unless it is there. Returns whether it is there now. */
const keepPicture = async (path: string, log: Log): Promise<boolean> => {
  if ((await readOwnFile(path, demoPicture.length))?.equals(demoPicture) === true) return true;
  try {
    await makeFolder(dirname(path));
    await writeWholeFile(path, demoPicture, 0o644);
    return true;
  } catch (err) {
    log.warn({ err }, 'the picture of the first message cannot be written');
    return false;
  }
};
