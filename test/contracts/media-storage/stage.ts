import { createCipheriv, createHash } from 'node:crypto';
import * as O from 'fp-ts/lib/Option.js';
import { type Account } from '../../../src/domain/model/account/account.js';
import { type ServedType } from '../../../src/domain/model/media/media-rules.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import {
  type ByteRange,
  type MediaStorage,
  type PublishedMedia,
  type StagedMedia,
} from '../../../src/domain/ports/media-storage.js';
import { ACME, OTHER, right, some } from '../support.js';

/** A media storage with the hands that its laws need around it. */
export interface MediaStage {
  readonly storage: MediaStorage;
  /** Lets time pass on the storage's clock, in milliseconds. */
  readonly pass: (milliseconds: number) => void;
  /** Opens a message that names a published file. */
  readonly name: (id: MediaId) => Promise<void>;
  /** Another process on the same data, as after the death of the first, which does nothing more. */
  readonly restart: () => Promise<MediaStorage>;
  /** Takes a field out of the record of a published file. */
  readonly damage: (id: MediaId) => Promise<void>;
  /** Changes some bytes of a published file. Its length stays. */
  readonly rot: (id: MediaId) => Promise<void>;
  /** Takes the end off a published file. */
  readonly cut: (id: MediaId) => Promise<void>;
  /** Takes all bytes of a published file away. */
  readonly lose: (id: MediaId) => Promise<void>;
  /** Takes the record of a published file away. */
  readonly unrecord: (id: MediaId) => Promise<void>;
  /** How many files are kept, whether or not a request owns them. */
  readonly kept: () => Promise<{ readonly staged: number; readonly published: number }>;
}

export type Test = (test: (stage: MediaStage) => Promise<void>) => () => Promise<void>;

export type Owner = Pick<Account, 'id' | 'mediaKey'>;
export const acme: Owner = { id: ACME, mediaKey: Buffer.alloc(32, 1).toString('base64url') };
export const other: Owner = { id: OTHER, mediaKey: Buffer.alloc(32, 2).toString('base64url') };

export const NOTHING = { staged: 0, published: 0 };
export const NO_LIMIT = Number.MAX_SAFE_INTEGER;

/** Bytes that look random, the same for the same seed. */
export const noise = (sizeBytes: number, seed = 0): Buffer => {
  const key = createHash('sha256').update(String(seed)).digest();
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(sizeBytes));
};

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Chunks one after the other. */
export async function* from(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

/** A buffer in chunks of these sizes, over and over. */
export async function* inChunks(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
};

export const stageAll = (storage: MediaStorage, bytes: Uint8Array): Promise<StagedMedia> =>
  right(storage.stage(inChunks(bytes, 65_536), NO_LIMIT));

/** Stages, publishes and discards, as a request does; the pin stays. */
export const publishAll = async (
  storage: MediaStorage,
  bytes: Uint8Array,
  type: ServedType = 'image/jpeg',
  owner: Owner = acme,
): Promise<PublishedMedia> => {
  const staged = await stageAll(storage, bytes);
  const published = await right(staged.publish(owner, type));
  await staged.discard();
  return published;
};

/** What is served under an id. */
export const served = async (storage: MediaStorage, id: MediaId, range?: ByteRange): Promise<Buffer> => {
  const file = await some(storage.open(id));
  try {
    return await collect(file.bytes(O.fromNullable(range)));
  } finally {
    await file.close();
  }
};
