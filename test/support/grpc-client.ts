import { once } from 'node:events';
import * as grpc from '@grpc/grpc-js';
import { loadContract } from '../../src/adapters/grpc/contract/contract.js';
import { type MediaMessage } from '../../src/adapters/grpc/contract/gen/postcard/v1/MediaMessage.gen.js';
import { type MessageServiceClient } from '../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { type SendMediaMessageRequest } from '../../src/adapters/grpc/contract/gen/postcard/v1/SendMediaMessageRequest.gen.js';
import { type SendMediaMessageResponse__Output } from '../../src/adapters/grpc/contract/gen/postcard/v1/SendMediaMessageResponse.gen.js';

export const contract = loadContract();

const Client = grpc.makeClientConstructor(contract.messageService, 'MessageService');

/** A client with a connection of its own. */
export const connect = (address: string, options: grpc.ClientOptions = {}): MessageServiceClient =>
  new Client(address, grpc.credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    ...options,
  }) as unknown as MessageServiceClient;

/** What came of a call, with the error details taken apart. */
export interface GrpcOutcome {
  readonly code: grpc.status;
  readonly message: string;
  /** The reason in ErrorInfo; null where there are no details. */
  readonly reason: string | null;
  readonly domain: string | null;
  readonly info: Readonly<Record<string, string>>;
  readonly violations: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterSeconds: number | null;
  readonly head: Readonly<Record<string, unknown>>;
  readonly response: SendMediaMessageResponse__Output | null;
}

export interface CallOptions {
  readonly token?: string | null;
  readonly metadata?: grpc.Metadata;
  readonly deadline?: number;
}

export type Upload = grpc.ClientWritableStream<SendMediaMessageRequest>;

/** Begins an upload; `outcome` tells what came of it, and never rejects. */
export const begin = (
  client: MessageServiceClient,
  { token = null, metadata = new grpc.Metadata(), deadline }: CallOptions,
): { readonly upload: Upload; readonly outcome: Promise<GrpcOutcome> } => {
  if (token !== null) metadata.set('authorization', `Bearer ${token}`);
  let head = new grpc.Metadata();
  let response: SendMediaMessageResponse__Output | null = null;
  const upload = client.SendMediaMessage(
    metadata,
    deadline === undefined ? {} : { deadline: Date.now() + deadline },
    (_error, answered) => {
      response = answered ?? null;
    },
  );
  upload.on('metadata', (came: grpc.Metadata) => (head = came)).on('error', () => undefined);
  const outcome = once(upload, 'status').then(([status]) => outcomeOf(status as grpc.StatusObject, head, response));
  return { upload, outcome };
};

/** Sends these parts, as fast as the server takes them, and half-closes. */
export const send = async (
  client: MessageServiceClient,
  parts: Iterable<SendMediaMessageRequest> | AsyncIterable<SendMediaMessageRequest>,
  options: CallOptions,
): Promise<GrpcOutcome> => {
  const { upload, outcome } = begin(client, options);
  let over = false;
  void outcome.then(() => (over = true));
  for await (const part of parts) {
    if (over) break;
    if (!upload.write(part)) await Promise.race([once(upload, 'drain'), outcome]);
  }
  upload.end();
  return outcome;
};

/** A file as parts, in chunks of so many bytes. */
export const fileParts = function* (
  metadata: MediaMessage,
  content: Buffer,
  chunkBytes = 256 * 1_024,
): Generator<SendMediaMessageRequest> {
  yield { metadata };
  for (let at = 0; at < content.length; at += chunkBytes) yield { chunk: content.subarray(at, at + chunkBytes) };
  yield { end: { size_bytes: content.length } };
};

const outcomeOf = (
  status: grpc.StatusObject,
  head: grpc.Metadata,
  response: SendMediaMessageResponse__Output | null,
): GrpcOutcome => {
  const violations: Record<string, string[]> = {};
  let reason: string | null = null;
  let domain: string | null = null;
  let info: Record<string, string> = {};
  let retryAfterSeconds: number | null = null;
  const [bytes] = status.metadata.get('grpc-status-details-bin');
  for (const { type_url, value } of bytes instanceof Buffer ? anyOf(bytes) : []) {
    switch (type_url) {
      case 'type.googleapis.com/google.rpc.ErrorInfo':
        ({ reason = null, domain = null, metadata: info = {} } = contract.errorInfo.deserialize(value));
        break;
      case 'type.googleapis.com/google.rpc.BadRequest':
        for (const { field = '', description = '' } of contract.badRequest.deserialize(value).field_violations ?? [])
          (violations[field] ??= []).push(description);
        break;
      case 'type.googleapis.com/google.rpc.RetryInfo':
        retryAfterSeconds = Number(contract.retryInfo.deserialize(value).retry_delay?.seconds ?? 0);
        break;
      default:
        throw new TypeError(`unknown detail ${type_url}`);
    }
  }
  return {
    code: status.code,
    message: status.details,
    reason,
    domain,
    info,
    violations,
    retryAfterSeconds,
    head: head.getMap(),
    response,
  };
};

const anyOf = (bytes: Buffer) =>
  (contract.status.deserialize(bytes).details ?? []) as unknown as readonly { type_url: string; value: Buffer }[];
