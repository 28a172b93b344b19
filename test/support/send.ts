import { call } from './http-client.js';
import { type Answer } from './openapi.js';
import { type Body } from './request-bodies.js';

/** The API that a message is sent through, and as whom. */
export interface Sender {
  readonly url: string;
  readonly token: string;
}

/** `POST /messages/media`. */
export const postMedia = (
  { url, token }: Sender,
  { headers, body }: Body,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  call(url, {
    method: 'POST',
    path: '/messages/media',
    headers: { authorization: `Bearer ${token}`, ...headers, ...more },
    body,
  });

/** The `data` of a success, in the order of the contract. */
export const ANSWER_FIELDS = [
  'message_id',
  'contact_id',
  'phone',
  'media_type',
  'media_url',
  'caption',
  'filename',
  'status',
  'sent_at',
  'chat_id',
  'chat_message_id',
] as const;

export type SentData = Readonly<Record<(typeof ANSWER_FIELDS)[number], unknown>> & {
  readonly message_id: string;
  readonly media_url: string;
};

/** The `data` of an answer; throws, with the answer, where it is no success. */
export const sentData = (answer: Answer): SentData => {
  const text = Buffer.from(answer.body).toString('utf8');
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${text}`);
  return (JSON.parse(text) as { data: SentData }).data;
};

/** The `error.code` of an answer; throws, with the answer, where it is a success. */
export const errorCode = (answer: Answer): string => {
  const text = Buffer.from(answer.body).toString('utf8');
  const { error } = JSON.parse(text) as { error?: { code: string } };
  if (error === undefined) throw new Error(`answered ${answer.status}: ${text}`);
  return error.code;
};
