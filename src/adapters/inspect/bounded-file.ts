import { type StagedMedia } from '../../domain/ports/media-storage.js';
import { asBuffer } from '../../kit/as-buffer.js';

/** What inspecting one file may read of it in all, in bytes, whatever its headers ask for. */
export const READ_BUDGET = 262_144;

/** Small reads fetch the bytes around them too: headers stand close together. */
const LEAST_READ = 512;

/** A file read by position that runs out: every walk over it therefore ends. */
export interface BoundedFile {
  readonly sizeBytes: number;
  /**
   * `length` bytes from `position` on; fewer, or none, behind the end of the file, once the budget is spent and
   * after `stop`. Bytes read before cost nothing again. Rejects where the store does.
   */
  readonly read: (position: number, length: number) => Promise<Buffer>;
  /** From now on there are no bytes. */
  readonly stop: () => void;
}

export type Readable = Pick<StagedMedia, 'sizeBytes' | 'read'>;

interface Piece {
  readonly position: number;
  readonly bytes: Buffer;
}

const NOTHING = Buffer.alloc(0);

export const makeBoundedFile = ({ sizeBytes, read }: Readable, budget: number = READ_BUDGET): BoundedFile => {
  const pieces: Piece[] = [];
  let left = budget;

  const known = (position: number, length: number): Buffer | undefined => {
    const piece = pieces.findLast(
      (candidate) => candidate.position <= position && position + length <= candidate.position + candidate.bytes.length,
    );
    return piece?.bytes.subarray(position - piece.position, position - piece.position + length);
  };

  const fetch = async (position: number, length: number): Promise<Buffer> => {
    if (length > left) return NOTHING;
    const wanted = Math.min(Math.max(length, LEAST_READ), sizeBytes - position, left);
    left -= wanted;
    const bytes = asBuffer(await read(position, wanted));
    pieces.push({ position, bytes });
    return bytes.subarray(0, length);
  };

  return {
    sizeBytes,
    read: async (position, length) => {
      if (!Number.isSafeInteger(position) || position < 0 || position >= sizeBytes || length <= 0) return NOTHING;
      const inside = Math.min(length, sizeBytes - position);
      return known(position, inside) ?? fetch(position, inside);
    },
    stop: () => {
      left = 0;
      pieces.length = 0;
    },
  };
};
