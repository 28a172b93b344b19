import { type Command, Option } from 'commander';
import { mediaTypes } from '../../domain/model/media/media-rules.js';
import { misuse } from '../failures/failure.js';
import { type Answer, printAnswer } from '../output.js';
import { requireRecipient } from '../options/options.js';
import { ask } from '../over-rest/ask.js';
import { refused } from '../over-rest/explain.js';
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

const post = async (options: SendOptions, target: Target): Promise<Answer> => {
  const fields = fieldsOf(options);
  const body = options.file === undefined ? jsonBody(fields) : await multipartBody(fields, options.file);
  const { idempotencyKey } = options;
  const answer = await ask(target, {
    method: 'POST',
    path: '/messages/media',
    headers: { ...body.headers, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
    body: body.content,
  });
  if (answer.status !== 200) refused(answer.status, answer.text);
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
