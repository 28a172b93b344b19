import { status } from '@grpc/grpc-js';
import { type MediaMessage } from '../../src/adapters/grpc/contract/gen/postcard/v1/MediaMessage.gen.js';
import { type MessageServiceClient } from '../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { mediaTypeInProto } from '../../src/adapters/grpc/contract/media-type.js';
import { isMediaType } from '../../src/domain/model/media/media-rules.js';
import { send } from '../support/grpc-client.js';
import { call, json } from '../support/http-client.js';
import { multipartBody } from '../support/request-bodies.js';

/** A request that both doors can take: fields under the API's names. */
export interface Request {
  readonly fields: Readonly<Record<string, string>>;
  readonly file?: { readonly name: string; readonly bytes: Buffer };
  readonly key?: string;
}

/** What a door answered, in words that both can be brought to. */
export interface Outcome {
  /** The API's error code; null for a success. */
  readonly code: string | null;
  /** What is wrong, by field. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
  /** Everything else in the details, by its path. */
  readonly info: Readonly<Record<string, string>>;
  readonly message: string | null;
  readonly retries: boolean;
  readonly replayed: boolean;
  readonly limit: readonly (string | null)[];
  readonly data: Readonly<Record<string, unknown>> | null;
}

/** The answer, and the status of the door's own kind. */
export type Answered = readonly [Outcome, status: number];

export type Door = (token: string | null, request: Request) => Promise<Answered>;

export const restDoor =
  (url: string): Door =>
  async (token, { fields, file, key }) => {
    const { headers, body } = await multipartBody(
      fields,
      file === undefined ? undefined : { name: file.name, bytes: new Uint8Array(file.bytes) },
    );
    const answer = await call(url, {
      method: 'POST',
      path: '/messages/media',
      headers: {
        ...headers,
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body,
    });
    const { data, error, meta } = json(answer) as {
      data?: Record<string, unknown>;
      error?: { code: string; message: string; details?: Record<string, unknown> };
      meta: { warnings?: string[]; retry_after?: number };
    };
    const header = (name: string): string | null => (answer.headers[name] as string | undefined) ?? null;
    const outcome: Outcome = {
      code: error?.code ?? null,
      message: error?.message ?? null,
      ...sorted(error?.details ?? {}),
      retries: meta.retry_after !== undefined,
      replayed: header('idempotency-replayed') === 'true',
      limit: [header('x-ratelimit-limit'), header('x-ratelimit-remaining')],
      data: data === undefined ? null : comparable({ ...data, warnings: meta.warnings ?? [] }),
    };
    return [outcome, answer.status];
  };

export const grpcDoor =
  (client: MessageServiceClient): Door =>
  async (token, { fields, file, key }) => {
    const parts = [
      { metadata: metadataOf(fields, file?.name, key) },
      ...(file === undefined ? [] : [...chunksOf(file.bytes), { end: { size_bytes: file.bytes.length } }]),
    ];
    const answer = await send(client, parts, { token });
    const { response } = answer;
    const header = (name: string): string | null => (answer.head[name] as string | undefined) ?? null;
    const outcome: Outcome = {
      code: answer.code === status.OK ? null : answer.reason,
      message: answer.code === status.OK ? null : answer.message,
      faults: answer.violations,
      info: Object.fromEntries(Object.entries(answer.info).filter(([name]) => name !== TRACE)),
      retries: answer.retryAfterSeconds !== null,
      replayed: header('idempotency-replayed') === 'true',
      limit: [header('x-ratelimit-limit'), header('x-ratelimit-remaining')],
      data:
        response === null
          ? null
          : comparable({
              ...response,
              contact_id: Number(response.contact_id),
              chat_id: Number(response.chat_id),
              chat_message_id: Number(response.chat_message_id),
              media_type: String(response.media_type).replace('MEDIA_TYPE_', '').toLowerCase(),
              caption: response.caption ?? null,
              phone: response.phone ?? null,
              filename: response.filename ?? null,
              ...(response.reference === undefined ? {} : { reference: response.reference }),
              warnings: response.warnings ?? [],
            }),
    };
    return [outcome, answer.code];
  };

/** Meta's own id of each of its answers. */
const TRACE = 'whatsapp_fbtrace_id';

/** The answer without what differs from message to message. */
const comparable = (data: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const names = [
    ...['contact_id', 'phone', 'user_id', 'media_type', 'caption', 'filename', 'reference', 'status', 'chat_id'],
    'chat_message_id',
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, data[name]])),
    warnings: data['warnings'],
    servedAs: String(data['media_url']).split('/').pop(),
  };
};

type Detail = string | number | boolean | null | readonly string[] | { readonly [name: string]: Detail };

const sorted = (details: Readonly<Record<string, unknown>>): Pick<Outcome, 'faults' | 'info'> => {
  const faults: Record<string, string[]> = {};
  const info: Record<string, string> = {};
  const sort = (path: string, value: Detail): void => {
    if (value === null || path === TRACE) return;
    if (typeof value !== 'object') info[path] = String(value);
    else if (Array.isArray(value)) faults[path] = value as string[];
    else for (const [name, inner] of Object.entries(value)) sort(path === '' ? name : `${path}_${name}`, inner);
  };
  sort('', details as Detail);
  return { faults, info };
};

/** The field as the contract of gRPC has it; what its types cannot say at all is no case for both doors. */
const metadataOf = (
  { contact_id, media_type, ...fields }: Request['fields'],
  fileName: string | undefined,
  key: string | undefined,
): MediaMessage => {
  const { 'contact.assigned_id': assigned, 'contact.groups': groups, ...rest } = fields;
  const contact = Object.fromEntries(
    Object.entries(rest).flatMap(([name, value]) =>
      name.startsWith('contact.') ? [[name.slice('contact.'.length), value]] : [],
    ),
  );
  const plain = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith('contact.')));
  return {
    ...plain,
    ...(media_type === undefined
      ? {}
      : { media_type: isMediaType(media_type) ? mediaTypeInProto[media_type] : (9 as 4) }),
    ...(contact_id === undefined ? {} : { contact_id }),
    ...(fileName === undefined ? {} : { file_name: fileName }),
    ...(key === undefined ? {} : { idempotency_key: key }),
    contact: {
      ...contact,
      ...(assigned === undefined ? {} : { assigned_id: assigned }),
      ...(groups === undefined ? {} : { groups: groups.split(',') }),
    },
  };
};

const chunksOf = (bytes: Buffer): { chunk: Buffer }[] =>
  Array.from({ length: Math.ceil(bytes.length / 262_144) }, (_, at) => ({
    chunk: bytes.subarray(at * 262_144, (at + 1) * 262_144),
  }));
