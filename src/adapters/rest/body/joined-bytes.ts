/** Bytes that are joined as they come. */
export interface JoinedBytes {
  /** Adds bytes: at most as many as were announced in all. */
  readonly add: (bytes: Uint8Array) => void;
  /** What is held in memory, in bytes: more than has come, and never more than twice that (or the smallest room). */
  readonly held: () => number;
  /** All bytes so far, without copying them. */
  readonly joined: () => Buffer;
}

const SMALLEST = 4_096;

/** Room for at most `most` bytes, which grows with what comes. */
export const joinBytes = (most: number): JoinedBytes => {
  let room = Buffer.alloc(0);
  let size = 0;
  return {
    add: (bytes) => {
      const needed = size + bytes.length;
      if (needed > room.length) {
        // Not pooled: a pool is kept alive by the smallest body in it.
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(most, Math.max(SMALLEST, 2 * room.length))));
        room.copy(larger, 0, 0, size);
        room = larger;
      }
      room.set(bytes, size);
      size = needed;
    },
    held: () => room.length,
    joined: () => room.subarray(0, size),
  };
};
