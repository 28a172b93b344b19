/** A chunk of this size or more is kept as it is. Smaller ones are copied into one buffer. */
const WORTH_KEEPING = 16 * 1024;
const BLOCK_SIZE = 64 * 1024;

/** Chunks on their way to one write. */
export interface Gatherer {
  readonly add: (chunk: Uint8Array) => void;
  readonly sizeBytes: () => number;
  /** Returns everything gathered so far, in order, and empties the gatherer. */
  readonly take: () => readonly Uint8Array[];
}

/**
 * Whether a kept chunk takes about its own length of memory. A million chunks of one byte would take a hundred times
 * their bytes. So would a short slice that keeps a long buffer alive.
 */
const isWorthKeeping = (chunk: Uint8Array): boolean =>
  chunk.length >= WORTH_KEEPING && chunk.buffer.byteLength <= 4 * chunk.length;

export const makeGatherer = (): Gatherer => {
  let gathered: Uint8Array[] = [];
  let sizeBytes = 0;
  let block = Buffer.alloc(0);
  let begin = 0;
  let end = 0;

  /** Adds the block that was copied since the last call to the gathered chunks, in its place. */
  const sealBlock = (): void => {
    if (end > begin) gathered.push(block.subarray(begin, end));
    begin = end;
  };

  const copy = (chunk: Uint8Array): void => {
    for (let copied = 0; copied < chunk.length;) {
      if (end === block.length) {
        sealBlock();
        block = Buffer.allocUnsafeSlow(BLOCK_SIZE);
        begin = end = 0;
      }
      const piece = chunk.subarray(copied, copied + block.length - end);
      block.set(piece, end);
      end += piece.length;
      copied += piece.length;
    }
  };

  return {
    add: (chunk) => {
      sizeBytes += chunk.length;
      if (!isWorthKeeping(chunk)) return copy(chunk);
      sealBlock();
      gathered.push(chunk);
    },
    sizeBytes: () => sizeBytes,
    take: () => {
      sealBlock();
      const taken = gathered;
      gathered = [];
      sizeBytes = 0;
      return taken;
    },
  };
};
