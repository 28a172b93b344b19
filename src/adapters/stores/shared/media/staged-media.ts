import * as E from 'fp-ts/lib/Either.js';
import { type Unavailable } from '../../../../domain/model/errors.js';
import { mediaIdOf } from '../../../../domain/model/media/media-id.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type PublishedMedia, type StagedMedia } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { hmacSha256 } from '../../../../kit/crypto/hmac.js';
import { type Pins } from '../../../../kit/pins.js';
import { type MediaFacts } from '../../records/media.js';

/**
 * A store's functions for one staged file. Calls of `publish` and `discard` never overlap, and none comes after
 * `discard`.
 */
export interface StagedFile {
  readonly sizeBytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** Exactly the bytes from `position` to before `end`, both within the file. */
  readonly read: (position: number, end: number) => Promise<Uint8Array>;
  /** The same bytes, piece by piece. */
  readonly pieces: (position: number, end: number) => AsyncIterable<Uint8Array>;
  /** Publishes the file under its id, which is pinned meanwhile. */
  readonly publish: (id: MediaId, facts: MediaFacts) => Stored<void>;
  /** Never rejects. */
  readonly discard: () => Promise<void>;
}

/**
 * A staged file as the port's type. The pin is taken before the file is published, so that the sweep can never remove a
 * file that a request uses.
 */
export const stagedMedia = (file: StagedFile, pins: Pins<MediaId>): StagedMedia => {
  let publishedAs: MediaId | null = null;
  let discarded: Promise<void> | null = null;
  let last: Promise<unknown> = Promise.resolve();

  const refuseDiscarded = (): void => {
    if (discarded !== null) throw new TypeError('this staged file was discarded');
  };

  const afterLast = <A>(work: () => Promise<A>): Promise<A> => {
    const done = last.then(work, work);
    last = done;
    return done;
  };

  return {
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    read: async (position, length) => {
      refuseDiscarded();
      const first = Math.max(0, position);
      return file.read(first, Math.max(first, Math.min(first + length, file.sizeBytes)));
    },
    bytes: async function* () {
      refuseDiscarded();
      yield* file.pieces(0, file.sizeBytes);
    },
    publish: (owner, type) => async () => {
      refuseDiscarded();
      const { sizeBytes, sha256 } = file;
      const id = mediaIdOf(hmacSha256, owner, sha256, type);
      publishedAs ??= id;
      if (publishedAs !== id) throw new TypeError('this staged file was published under another id');
      return afterLast(() => underPin(pins, id, file.publish(id, { type, sizeBytes, sha256, accountId: owner.id })));
    },
    discard: () => (discarded ??= afterLast(file.discard)),
  };
};

/** Publishes under a pin. The pin stays if publishing succeeds. */
const underPin = async (
  pins: Pins<MediaId>,
  id: MediaId,
  publish: ReturnType<StagedFile['publish']>,
): Promise<E.Either<Unavailable, PublishedMedia>> => {
  const unpin = pins.take(id);
  let isPublished = false;
  try {
    const published = await publish();
    isPublished = E.isRight(published);
    return E.map(() => ({ id, release: unpin }))(published);
  } finally {
    if (!isPublished) unpin();
  }
};
