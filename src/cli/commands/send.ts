import { join } from 'node:path';
import { type Command, Option } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { isSandboxMode, readConfig } from '../../app/config.js';
import { findSecret } from '../../app/secret-settings.js';
import { mediaTypes } from '../../domain/model/media/media-rules.js';
import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { readOwnFile } from '../../kit/files/own-file.js';
import { LONGEST_SECRET } from '../../kit/files/secret-text.js';
import { reachableUrl } from '../../kit/listening-address.js';
import { SettingsFailure } from '../../app/settings-failure.js';
import { CommandFailure, fail, misuse } from '../failure.js';
import { type Answer, printAnswer } from '../output.js';
import { requireRecipient } from '../options/options.js';
import { SecretOption } from '../options/secret-options.js';
import { jsonBody, multipartBody } from '../send-body.js';

interface SendOptions {
  readonly phone?: string;
  readonly userId?: string;
  readonly type: string;
  readonly file?: string;
  readonly mediaUrl?: string;
  readonly caption?: string;
  readonly filename?: string;
  readonly reference?: string;
  readonly idempotencyKey?: string;
  readonly toUrl?: string;
  readonly token?: string;
}

export const addSendCommand = (program: Command): void => {
  program
    .command('send')
    .description('send a media message through a running server')
    .option('--phone <phone>', 'the recipient, with country code')
    .option('--user-id <id>', "or WhatsApp's id of the recipient for your business; with both, the phone is sent to")
    .addOption(new Option('--type <type>', 'the media type').choices(mediaTypes).makeOptionMandatory())
    .option('--file <path>', 'the file to send')
    .option('--media-url <url>', 'or the URL from which the server downloads it')
    .option('--caption <text>')
    .option('--filename <name>', 'the name of the document that the recipient sees')
    .option('--reference <text>', 'your own text of the message, such as an order number; it is not sent')
    .option('--idempotency-key <key>', 'the idempotency key; a key never sends twice')
    .option('--to-url <url>', "the server's URL; default: the server on this machine")
    .addOption(
      new SecretOption(
        '--token <token>',
        'the token; default: POSTCARD_TOKEN, or in sandbox mode the demo token',
        parseToken,
      ),
    )
    .action(async (options: SendOptions, command: Command) => {
      requireRecipient({ phone: options.phone, user_id: options.userId });
      if ((options.file === undefined) === (options.mediaUrl === undefined))
        misuse('Give either --file or --media-url.');
      const target = await targetOf(options);
      printAnswer(command, await post(options, target));
    });
};

const LIMITS = { connect: 10_000, idle: 180_000 };
/** How much of an answer is read at most, in bytes. */
const MAX_ANSWER = 1_048_576;

interface Target {
  readonly url: string;
  readonly token: string;
}

const targetOf = async (options: SendOptions): Promise<Target> => {
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

const post = async (options: SendOptions, { url, token }: Target): Promise<Answer> => {
  const fields = fieldsOf(options);
  const body = options.file === undefined ? jsonBody(fields) : await multipartBody(fields, options.file);
  const request = {
    method: 'POST',
    url: new URL(`${url}/messages/media`),
    headers: {
      authorization: `Bearer ${token}`,
      ...body.headers,
      ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
    },
    body: body.content,
  } as const;
  const answer = await exchange(request, LIMITS, async ({ status, body }) => ({
    status,
    text: await readStart(body, MAX_ANSWER),
  })).catch((error: unknown) => {
    if (error instanceof CommandFailure) throw error;
    return fail(`The server at ${url} could not be reached (${codeOf(error)}).`);
  });
  if (answer.status !== 200) fail(explain(answer.status, answer.text));
  return (JSON.parse(answer.text) as { data: Answer }).data;
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no connection';

const fieldsOf = (options: SendOptions): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      phone: options.phone,
      user_id: options.userId,
      media_type: options.type,
      media_url: options.mediaUrl,
      caption: options.caption,
      filename: options.filename,
      reference: options.reference,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );

const explain = (status: number, text: string): string => {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; details?: unknown } };
    const details = error.details === undefined ? '' : `\n${JSON.stringify(error.details, null, 2)}`;
    return `${status} ${error.code}: ${error.message}${details}`;
  } catch {
    return `The server answered ${status} without an explanation.`;
  }
};
