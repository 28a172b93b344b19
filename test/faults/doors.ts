import * as grpc from '@grpc/grpc-js';
import { request } from 'undici';
import { connect, fileParts, type GrpcOutcome, send } from '../support/grpc-client.js';
import { type Answer, type Call } from './journal.js';

/** A way in, as a client uses it. */
export interface Door {
  readonly name: 'rest' | 'grpc';
  /** Makes a call; what breaks on the way is a `Cut`. */
  readonly send: (target: Target, call: Call) => Promise<Answer>;
}

/** Where a call goes, and in whose name. */
export interface Target {
  readonly restUrl: string;
  readonly grpcAddress: string;
  readonly token: string;
}

const BOUNDARY = 'postcardfaults';

export const multipartOf = ({ phone, userId, mediaType, fileName, bytes, id }: Call): Buffer => {
  const field = (name: string, value: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  return Buffer.concat([
    Buffer.from(
      `${phone === null ? '' : field('phone', `+${phone}`)}${field('user_id', userId ?? '')}${field('media_type', mediaType)}${field('caption', id)}--${BOUNDARY}\r\n` +
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

const mediaTypes = { image: 'MEDIA_TYPE_IMAGE', document: 'MEDIA_TYPE_DOCUMENT' } as const;

export const grpcDoor: Door = {
  name: 'grpc',
  send: async ({ grpcAddress, token }, { key, phone, userId, mediaType, fileName, bytes, id }) => {
    const client = connect(grpcAddress);
    try {
      const metadata = {
        phone: phone === null ? '' : `+${phone}`,
        ...(userId === null ? {} : { user_id: userId }),
        media_type: mediaTypes[mediaType],
        file_name: fileName,
        caption: id,
        ...(key === null ? {} : { idempotency_key: key }),
      };
      return answerOf(await send(client, fileParts(metadata, bytes), { token }));
    } finally {
      client.close();
    }
  },
};

const answerOf = ({ code, message, reason, info, retryAfterSeconds, head, response }: GrpcOutcome): Answer => {
  if (code === grpc.status.OK && response !== null)
    return {
      _tag: 'Acknowledged',
      chatMessageId: Number(response.chat_message_id),
      messageId: response.message_id ?? '',
      mediaUrl: response.media_url ?? '',
      replayed: head['idempotency-replayed'] === 'true',
    };
  // Only the service itself gives a reason.
  if (reason === null) return { _tag: 'Cut', cause: /ECONN\w+/.exec(message)?.[0] ?? message };
  const outcome = info['outcome'];
  return {
    _tag: 'Refused',
    status: reason === 'SERVICE_UNAVAILABLE' ? 503 : 500,
    code: reason,
    outcome: outcome === 'not_sent' || outcome === 'unknown' ? outcome : null,
    saysWhen: retryAfterSeconds !== null,
  };
};
