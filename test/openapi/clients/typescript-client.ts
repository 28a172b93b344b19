import { type operations } from '../../../src/api/openapi.gen.js';

/** A client as one writes it over the types of openapi-typescript: `fetch`, and nothing of Postcard's own. */
type Operation = operations['sendMediaMessage' | 'getMessage'];

/** The answers of an operation: the status says which body it is. */
type AnswerOf<Responses> = {
  readonly [Status in keyof Responses]: Responses[Status] extends { content: { 'application/json': infer Body } }
    ? { readonly status: Status; readonly body: Body }
    : never;
}[keyof Responses];

type Form = operations['sendMediaMessage']['requestBody']['content']['multipart/form-data'];

/** The generated form; openapi-typescript calls bytes a string. */
export type Picture = Omit<Form, 'media_file'> & { readonly media_file: File };

export interface Postcard {
  readonly url: string;
  readonly token: string;
}

const ask = async <Asked extends Operation>(
  { url, token }: Postcard,
  path: string,
  how: Pick<RequestInit, 'method' | 'body'>,
): Promise<AnswerOf<Asked['responses']>> => {
  const response = await fetch(url + path, { ...how, headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() } as AnswerOf<Asked['responses']>;
};

export const sendPicture = (postcard: Postcard, picture: Picture) => {
  const form = new FormData();
  for (const [name, value] of Object.entries(picture))
    form.append(name, typeof value === 'number' ? String(value) : value);
  return ask<operations['sendMediaMessage']>(postcard, '/messages/media', { method: 'POST', body: form });
};

export const getMessage = (postcard: Postcard, { chat_message_id }: operations['getMessage']['parameters']['path']) =>
  ask<operations['getMessage']>(postcard, `/messages/${String(chat_message_id)}`, { method: 'GET' });
