import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { READ_BUDGET } from '../../../src/adapters/inspect/bounded-file.js';
import { mediaInspector } from '../../../src/adapters/inspect/media-inspector.js';
import { type Extension, type Format } from '../../../src/domain/model/media/media-rules.js';
import { type Recognition } from '../../../src/domain/model/media/recognized.js';
import { type Trait } from '../../../src/domain/model/media/traits.js';

export interface Readable {
  readonly sizeBytes: number;
  readonly read: (position: number, length: number) => Promise<Uint8Array>;
}

export const inMemory = (bytes: Uint8Array): Readable => ({
  sizeBytes: bytes.length,
  read: async (position, length) => bytes.subarray(position, position + length),
});

/** A file of any size that is one byte over and over, but for the parts that are given. */
export const sparse = (
  sizeBytes: number,
  parts: readonly (readonly [position: number, bytes: Uint8Array])[],
  filler: number = 0,
): Readable => ({
  sizeBytes,
  read: async (position, length) => {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, sizeBytes - position)), filler);
    for (const [start, part] of parts) {
      const from = Math.max(start, position);
      const to = Math.min(start + part.length, position + bytes.length);
      if (from < to) bytes.set(part.subarray(from - start, to - start), from - position);
    }
    return bytes;
  },
});

/** The format that the inspector finds; fails where it reads more than it may, or outside of the file. */
export const detect = async (file: Uint8Array | Readable, extension?: Extension): Promise<Format | undefined> => {
  const recognition = await recognize(file, extension);
  return E.isRight(recognition) ? recognition.right.format : undefined;
};

/** Why the inspector refuses a file, as `reason detected`; undefined where it takes it. Fails as `detect` does. */
export const refusal = async (file: Uint8Array | Readable, extension?: Extension): Promise<string | undefined> => {
  const recognition = await recognize(file, extension);
  if (E.isRight(recognition)) return undefined;
  return `${recognition.left.reason} ${recognition.left.detected ?? '-'}`;
};

/** What the inspector says. */
export const recognize = async (file: Uint8Array | Readable, extension?: Extension): Promise<Recognition> => {
  const { sizeBytes, read } = file instanceof Uint8Array ? inMemory(file) : file;
  let total = 0;
  const counted = {
    sizeBytes,
    read: async (position: number, length: number): Promise<Uint8Array> => {
      if (!(position >= 0 && length > 0 && position + length <= sizeBytes))
        throw new RangeError(`read of ${length} bytes at ${position} in a file of ${sizeBytes}`);
      total += length;
      if (total > READ_BUDGET) throw new RangeError(`read ${total} bytes`);
      return read(position, length);
    },
  };
  return mediaInspector.detect(counted, O.fromNullable(extension))();
};

/** The traits that the inspector finds; undefined if it knows no format. */
export const traitsOf = async (file: Uint8Array | Readable): Promise<readonly Trait[] | undefined> => {
  const recognition = await recognize(file);
  return E.isRight(recognition) ? recognition.right.traits : undefined;
};
