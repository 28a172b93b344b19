/** Room in memory for all bodies that are being received. It is given out in blocks, and taken back at once. */
export interface BodyRoom {
  /** Room for one body. */
  readonly open: () => RoomForOne;
}

/** The bytes of one body so far. */
export interface RoomForOne {
  /** Adds bytes. Returns what is held for the body now, in bytes: whole blocks. */
  readonly add: (bytes: Uint8Array) => number;
  /** A copy of all bytes so far. */
  readonly joined: () => Buffer;
  /** Gives the room back. Calling it again does nothing. */
  readonly close: () => void;
}

/** The size of a block, in bytes. */
const BLOCK = 4_096;

/**
 * Room for bodies in one piece of memory, which is reused. Buffers of their own would stay until the next collection of
 * garbage, and in pieces of many sizes afterwards: 150 unsigned bodies of 3 MB left 140 MiB. What a
 * flood needed is given up once no body is left.
 */
export const makeBodyRoom = (): BodyRoom => {
  let free: Buffer[] = [];
  let slabs = 0;
  let open = 0;

  const block = (): Buffer => {
    if (free.length === 0) {
      // The first blocks of a slab are the first to be used, and used again.
      const slab = newSlab();
      slabs += 1;
      for (let at = SLAB - BLOCK; at >= 0; at -= BLOCK) free.push(slab.subarray(at, at + BLOCK));
    }
    return free.pop() as Buffer;
  };

  return {
    open: () => {
      const blocks: Buffer[] = [];
      let size = 0;
      let isOpen = true;
      open += 1;
      return {
        add: (bytes) => {
          for (let at = 0; at < bytes.length;) {
            const used = size % BLOCK;
            if (used === 0) blocks.push(block());
            const part = bytes.subarray(at, at + BLOCK - used);
            blocks.at(-1)?.set(part, used);
            at += part.length;
            size += part.length;
          }
          return blocks.length * BLOCK;
        },
        joined: () => Buffer.concat(blocks, size),
        close: () => {
          if (!isOpen) return;
          isOpen = false;
          open -= 1;
          // The last come first again, so that the same memory is used again.
          while (blocks.length > 0) free.push(blocks.pop() as Buffer);
          if (open > 0 || slabs < 2) return;
          free = [];
          slabs = 0;
        },
      };
    },
  };
};

/** How much is taken from the system at once, in bytes. */
const SLAB = 1_048_576;

/**
 * V8 takes memory that could grow from the system itself, and gives it back. Other memory comes from `malloc`, whose
 * heap keeps what a flood needed for as long as something small lies behind it.
 */
const newSlab = (): Buffer => Buffer.from(new ArrayBuffer(SLAB, { maxByteLength: SLAB }), 0, SLAB);
