import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { fail, failUnreached } from '../failures/failure.js';
import { multipartForm } from '../../kit/multipart/write-form.js';
import { ask, type ServerAnswer } from '../over-rest/ask.js';
import { codeOf, refused } from '../over-rest/explain.js';
import { type Target } from '../over-rest/target.js';
import { type Clip, picture } from './clips.js';
import { freshNumber } from './numbers.js';
import { type SandboxServer } from './sandbox-server.js';

/** A person of the sandbox who was sent a message, and the message. */
export interface Recipient {
  readonly phone: string;
  readonly contactId: number;
  readonly chatMessageId: number;
}

/** Sends a message to somebody new whose number has this ending. It may fail: that is recorded too. */
export const sendTo = async (target: Target, ending: string, clip: Clip = picture): Promise<Recipient> => {
  const phone = freshNumber(ending);
  const { status, text } = await post(target, phone, clip);
  const said = idsIn(status === 200 ? at(parsed(text), 'data') : failureIn(text));
  return said === null ? refused(status, text) : { phone, ...said };
};

/** The same, where WhatsApp must accept the message. */
export const sendAccepted = async (target: Target, ending: string): Promise<Recipient> => {
  const phone = freshNumber(ending);
  const { status, text } = await post(target, phone, picture);
  const said = status === 200 ? idsIn(at(parsed(text), 'data')) : null;
  return said === null ? refused(status, text) : { phone, ...said };
};

const post = async (target: Target, phone: string, clip: Clip): Promise<ServerAnswer> => {
  const { bytes, filename, mediaType } = clip;
  const file = { name: 'media_file', filename, type: 'application/octet-stream', sizeBytes: bytes.length };
  const { headers, head, tail } = multipartForm({ phone, media_type: mediaType, caption: 'Triggered' }, file);
  const body = (async function* () {
    yield Buffer.concat([head, bytes, tail]);
  })();
  return ask(target, { method: 'POST', path: '/messages/media', headers, body });
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[key] : undefined,
    value,
  );

/** The details of a message that failed; any other refusal has none. */
const failureIn = (text: string): unknown => {
  const body = parsed(text);
  return at(body, 'error', 'code') === 'MESSAGE_SEND_FAILED' ? at(body, 'error', 'details') : null;
};

const idsIn = (data: unknown): Omit<Recipient, 'phone'> | null => {
  const [contactId, chatMessageId] = [at(data, 'contact_id'), at(data, 'chat_message_id')];
  return typeof contactId === 'number' && typeof chatMessageId === 'number' ? { contactId, chatMessageId } : null;
};

/** In milliseconds. The sandbox is on this machine. */
const LIMITS = { connect: 5_000, idle: 15_000 };

/** Has a person write a text to the account's number, as on a phone. */
export const write = async (
  { target, sandboxUrl }: SandboxServer,
  { phone }: Recipient,
  text: string,
): Promise<void> => {
  const account = await ask(target, { method: 'GET', path: '/account' });
  if (account.status !== 200) refused(account.status, account.text);
  const number = at(parsed(account.text), 'data', 'phone_number_id');
  const request = {
    method: 'POST',
    url: new URL(`${sandboxUrl}/sandbox/inbound`),
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: phone, to_phone_number_id: number, text }),
  } as const;
  const answer = await exchange(request, LIMITS, async ({ status, body }) => ({
    status,
    text: await readStart(body, 65_536),
  })).catch((error: unknown) =>
    failUnreached(
      `The sandbox at ${sandboxUrl} could not be reached (${codeOf(error)}); set SANDBOX_PORT to its port.`,
    ),
  );
  if (answer.status !== 200) fail(`The sandbox refuses the text: ${answer.text}`);
};

/** Erases the person as a contact of the account. */
export const erase = async ({ target }: SandboxServer, { contactId }: Recipient): Promise<void> => {
  const { status, text } = await ask(target, { method: 'DELETE', path: `/contacts/${contactId}` });
  if (status !== 200) refused(status, text);
};
