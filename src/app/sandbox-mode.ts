import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Config } from './config.js';
import { exchange, readStart } from '../kit/http-client/exchange.js';
import { type Log } from '../kit/logging/log.js';
import { makeFolder } from '../kit/files/make-folder.js';
import { readOwnFile } from '../kit/files/own-file.js';
import { writeOwnFile } from './write-own-file.js';
import { LONGEST_SECRET } from '../kit/files/secret-text.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import { listenAs } from './settings-failure.js';

/** The secrets that the built-in sandbox and this server share, as in Meta's app dashboard. */
export interface SandboxSecrets {
  readonly appSecret: string;
  readonly verifyToken: string;
}

/** The sandbox that stands in for WhatsApp on this machine, with its secrets. */
export type BuiltInSandbox = Sandbox & SandboxSecrets;

/**
 * Starts the sandbox. It fetches any link that it gets, so it listens on this machine only. HOST and PUBLIC_URL only
 * name the server that a proxy beside it may ask for (SAFETY P1).
 */
export const openSandbox = async (config: Config, log: Log): Promise<BuiltInSandbox> => {
  const secrets = await sandboxSecrets(config.DATA_DIR);
  const { appSecret } = secrets;
  const port = config.SANDBOX_PORT;
  const publicName = config.PUBLIC_URL === null ? [] : [new URL(config.PUBLIC_URL).hostname];
  const names = [config.HOST, ...publicName];
  const options = { host: '127.0.0.1', port, names, appSecret, strictMedia: config.SANDBOX_STRICT_MEDIA, log };
  const sandbox = await listenAs('SANDBOX_PORT', port, () => startSandbox(options));
  return { ...sandbox, ...secrets };
};

const fileIn = (dataDir: string): string => join(dataDir, 'sandbox.json');

/** What `DATA_DIR/sandbox.json` has; null where no server has run in sandbox mode. */
export const keptSandboxSecrets = async (dataDir: string): Promise<SandboxSecrets | null> =>
  parseSecrets((await readOwnFile(fileIn(dataDir), LONGEST_SECRET))?.toString('utf8') ?? '');

/** The same; makes the file (mode 0600) where it is missing. */
const sandboxSecrets = async (dataDir: string): Promise<SandboxSecrets> => {
  const path = fileIn(dataDir);
  const kept = await keptSandboxSecrets(dataDir);
  if (kept !== null) return kept;
  const made = { appSecret: randomBytes(16).toString('hex'), verifyToken: randomBytes(16).toString('hex') };
  await makeFolder(dataDir);
  await writeOwnFile(
    path,
    `${JSON.stringify({ app_secret: made.appSecret, verify_token: made.verifyToken }, null, 2)}\n`,
  );
  return made;
};

const parseSecrets = (text: string): SandboxSecrets | null => {
  try {
    const { app_secret: appSecret, verify_token: verifyToken } = JSON.parse(text) as Record<string, unknown>;
    return typeof appSecret === 'string' && typeof verifyToken === 'string' ? { appSecret, verifyToken } : null;
  } catch {
    return null;
  }
};

/** Any digits: the sandbox sends the statuses of every phone number to all subscribers. */
const BUSINESS_ACCOUNT = '100000000555002';

const SUBSCRIBE_LIMITS = { connect: 5_000, idle: 15_000 };

/**
 * Subscribes this server's webhook to the sandbox, as at Meta: the sandbox calls back with its handshake before it
 * answers. Returns whether it worked.
 */
export const subscribeToSandbox = async (
  sandbox: string,
  version: string,
  callback: string,
  verifyToken: string,
): Promise<boolean> => {
  const request = {
    method: 'POST',
    url: new URL(`${sandbox}/${version}/${BUSINESS_ACCOUNT}/subscribed_apps`),
    headers: { authorization: 'Bearer sandbox-access-token', 'content-type': 'application/json' },
    body: JSON.stringify({ override_callback_uri: callback, verify_token: verifyToken }),
  } as const;
  return exchange(request, SUBSCRIBE_LIMITS, async ({ status, body }) => {
    await readStart(body, 4_096);
    return status === 200;
  });
};
