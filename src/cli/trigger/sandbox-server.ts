import * as E from 'fp-ts/lib/Either.js';
import { isSandboxMode, readConfig } from '../../app/config.js';
import { keptSandboxSecrets } from '../../app/sandbox-mode.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { randomKey } from '../../kit/crypto/random-key.js';
import { fail } from '../failures/failure.js';
import { ask } from '../over-rest/ask.js';
import { type Target, targetOf, type TargetOptions } from '../over-rest/target.js';

/** A server in sandbox mode, and its sandbox. */
export interface SandboxServer {
  readonly target: Target;
  readonly sandboxUrl: string;
}

/**
 * The server that a command names, if it runs in sandbox mode; else the command ends, and nothing is sent. The settings
 * of a shell may be others than those of the server, so it is the server that has to prove it: in sandbox mode, and only
 * then, it takes the sandbox's verify token for the webhook handshake.
 */
export const sandboxServerOf = async (options: TargetOptions): Promise<SandboxServer> => {
  const config = readConfig(process.env);
  if (E.isLeft(config)) throw new SettingsFailure(config.left);
  const { DATA_DIR, SANDBOX_PORT } = config.right;
  if (!isSandboxMode(config.right))
    return fail(
      'WHATSAPP_API_URL names WhatsApp itself; trigger works in sandbox mode only (WHATSAPP_API_URL=sandbox).',
    );
  const secrets = await keptSandboxSecrets(DATA_DIR);
  if (secrets === null)
    return fail(`No server has run in sandbox mode on ${DATA_DIR}; start it there, or set DATA_DIR to its folder.`);
  const target = await targetOf(options);
  if (!(await takes(target, secrets.verifyToken)))
    return fail(`${target.url} is no server in sandbox mode on ${DATA_DIR}, so nothing was sent.`);
  return { target, sandboxUrl: `http://127.0.0.1:${SANDBOX_PORT}` };
};

const takes = async (target: Target, verifyToken: string): Promise<boolean> => {
  const challenge = randomKey();
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': challenge };
  const path = `/webhooks/whatsapp?${new URLSearchParams(query).toString()}`;
  const { status, text } = await ask(target, { method: 'GET', path });
  return status === 200 && text === challenge;
};
