import { type Command, Option } from 'commander';
import { mediaTypes } from '../../domain/model/media/media-rules.js';
import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { CommandFailure, fail, misuse } from '../failure.js';
import { type Answer, printAnswer } from '../output.js';
import { requireRecipient } from '../options/options.js';
import { codeOf, explain } from '../over-rest/explain.js';
import { type Target, targetOf, type TargetOptions, tokenOption, TO_URL } from '../over-rest/target.js';
import { jsonBody, multipartBody } from '../send-body.js';

interface SendOptions extends TargetOptions {
  readonly phone?: string;
  readonly userId?: string;
  readonly type: string;
  readonly file?: string;
  readonly mediaUrl?: string;
  readonly caption?: string;
  readonly filename?: string;
  readonly reference?: string;
  readonly idempotencyKey?: string;
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
    .option(...TO_URL)
    .addOption(tokenOption())
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
