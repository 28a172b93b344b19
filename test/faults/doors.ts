import { request } from 'undici';
import { type Answer, type Call } from './journal.js';

/** A way in, as a client uses it. */
export interface Door {
  readonly name: 'rest';
  /** Makes a call; what breaks on the way is a `Cut`. */
  readonly send: (target: Target, call: Call) => Promise<Answer>;
}

/** Where a call goes, and in whose name. */
export interface Target {
  readonly restUrl: string;
  readonly token: string;
}

const BOUNDARY = 'postcardfaults';

export const multipartOf = ({ phone, mediaType, fileName, bytes, id }: Call): Buffer => {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return Buffer.concat([
    Buffer.from(
      `${field('phone', `+${phone}`)}${field('media_type', mediaType)}${field('caption', id)}--${BOUNDARY}\r\n` +
        `Content-Disposition: form-data; name="media_file"; filename="${fileName}"\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
};

export const multipartType = `multipart/form-data; boundary=${BOUNDARY}`;

interface Envelope {
  readonly data?: { readonly chat_message_id: number; readonly message_id: string; readonly media_url: string };
  readonly error?: { readonly code: string; readonly details?: { readonly outcome?: 'not_sent' | 'unknown' } };
}

export const restDoor: Door = {
  name: 'rest',
  send: async ({ restUrl, token }, call) => {
    try {
      const { statusCode, headers, body } = await request(`${restUrl}/messages/media`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': multipartType,
          ...(call.key === null ? {} : { 'idempotency-key': call.key }),
        },
        body: multipartOf(call),
      });
      const { data, error } = (await body.json()) as Envelope;
      if (statusCode === 200 && data !== undefined)
        return {
          _tag: 'Acknowledged',
          chatMessageId: data.chat_message_id,
          messageId: data.message_id,
          mediaUrl: data.media_url,
          replayed: headers['idempotency-replayed'] === 'true',
        };
      return {
        _tag: 'Refused',
        status: statusCode,
        code: error?.code ?? '',
        outcome: error?.details?.outcome ?? null,
        saysWhen: headers['retry-after'] !== undefined,
      };
    } catch (error) {
      return { _tag: 'Cut', cause: (error as NodeJS.ErrnoException).code ?? String(error) };
    }
  },
};
