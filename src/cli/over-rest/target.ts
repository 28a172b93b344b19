import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { isSandboxMode, readConfig } from '../../app/config.js';
import { findSecret } from '../../app/secret-settings.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { readOwnFile } from '../../kit/files/own-file.js';
import { LONGEST_SECRET } from '../../kit/files/secret-text.js';
import { reachableUrl } from '../../kit/listening-address.js';
import { misuse } from '../failures/failure.js';
import { SecretOption } from '../options/secret-options.js';

/** The options of a command that goes through a running server. */
export interface TargetOptions {
  readonly toUrl?: string;
  readonly token?: string;
}

/** A running server, and who asks it. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

export const TO_URL = ['--to-url <url>', "the server's URL; default: the server on this machine"] as const;

export const tokenOption = (): SecretOption =>
  new SecretOption(
    '--token <token>',
    'the token; default: POSTCARD_TOKEN, or in sandbox mode the demo token',
    parseToken,
  );

export const targetOf = async (options: TargetOptions): Promise<Target> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  const { HOST, PORT, DATA_DIR } = config.right;
  const demo = isSandboxMode(config.right) && options.toUrl === undefined ? demoToken(DATA_DIR) : undefined;
  return {
    url: (options.toUrl ?? reachableUrl(HOST, PORT)).replace(/\/+$/, ''),
    token: options.token ?? tokenSetting() ?? (await demo) ?? misuse('Give a token: --token or POSTCARD_TOKEN.'),
  };
};

/** The token that `POSTCARD_TOKEN` or `POSTCARD_TOKEN_FILE` gives. */
const tokenSetting = (): string | undefined => {
  const found = findSecret(process.env, 'POSTCARD_TOKEN');
  if (E.isLeft(found)) throw new SettingsFailure([found.left]);
  if (found.right === null) return undefined;
  const { text, variable } = found.right;
  const token = parseToken(text.trim());
  if (E.isLeft(token)) throw new SettingsFailure([`${variable} ${token.left}`]);
  return token.right;
};

/** Any text that a header can carry. The server judges it. */
const parseToken = (text: string): E.Either<string, string> =>
  /^[!-~]{1,4096}$/.test(text)
    ? E.right(text)
    : E.left('must be the token alone: no "Bearer" in front of it, no blanks, ASCII only');

const demoToken = async (dataDir: string): Promise<string | undefined> =>
  (await readOwnFile(join(dataDir, 'demo-token'), LONGEST_SECRET))?.toString('utf8').trim();
