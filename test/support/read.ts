import { type MessageBody, type MessageListBody } from '../../src/adapters/rest/answer/api-types.js';
import { call } from './http-client.js';
import { type Answer } from './openapi.js';
import { type Sender } from './send.js';
import { until } from './until.js';

type View = MessageBody['data'];

/** `GET` as somebody. */
export const get = ({ url, token }: Sender, path: string): Promise<Answer> =>
  call(url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } });

const bodyOf = <Body>(answer: Answer): Body => {
  const text = Buffer.from(answer.body).toString('utf8');
  if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${text}`);
  return JSON.parse(text) as Body;
};

/** The message as it now is. */
export const messageOf = async (reader: Sender, id: unknown): Promise<View> =>
  bodyOf<MessageBody>(await get(reader, `/messages/${String(id)}`)).data;

/** The message, once it is in a state. */
export const messageIn = (reader: Sender, id: unknown, status: View['status']): Promise<View> =>
  until(`message ${String(id)} ${status}`, async () => {
    const message = await messageOf(reader, id);
    return message.status === status ? message : undefined;
  });

/** One page of messages. */
export const pageOf = async (reader: Sender, query: string): Promise<MessageListBody['data']> =>
  bodyOf<MessageListBody>(await get(reader, `/messages?${query}`)).data;
