import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { untilSignalled } from '../../kit/process/signals.js';
import { startSandbox } from '../../sandbox/sandbox.js';
import { say } from '../output.js';
import { SecretOption } from '../options/secret-options.js';

interface SandboxOptions {
  readonly port: number;
  readonly appSecret?: string;
  readonly strictWindow?: boolean;
  readonly strictMedia?: boolean;
}

export const addSandboxCommand = (program: Command): void => {
  program
    .command('sandbox')
    .description("run the stand-in for Meta's Graph API alone")
    .option('--port <port>', 'the port; 0 takes a free one', parsePort, 3001)
    .addOption(
      new SecretOption(
        '--app-secret <secret>',
        'the secret that signs its webhooks; default: a random one',
        parseSecret,
      ),
    )
    .option('--strict-window', 'refuse messages to people who have not written within 24 hours')
    .option('--strict-media', 'fail media whose content WhatsApp documents as not taken, such as HEVC video')
    .action(async ({ port, appSecret, strictWindow, strictMedia }: SandboxOptions) => {
      const secret = appSecret ?? randomBytes(16).toString('hex');
      const sandbox = await startSandbox({
        host: '127.0.0.1',
        port,
        appSecret: secret,
        strictWindow: strictWindow ?? false,
        strictMedia: strictMedia ?? false,
      });
      // A secret that was given is not repeated.
      const shown = appSecret === undefined ? { app_secret: secret } : {};
      process.stdout.write(`${JSON.stringify({ url: sandbox.url, ...shown })}\n`);
      say(`The sandbox is at ${sandbox.url}; open it in a browser to see what recipients get.`);
      await untilSignalled();
      await sandbox.close();
    });
};

const parseSecret = (text: string): E.Either<string, string> =>
  text === '' ? E.left('must not be empty') : E.right(text);

const parsePort = (text: string): number => {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('It must be a port from 0 to 65535.');
  return port;
};
