/** A stream or folder of a compound file; whatever is left out is as in a file that programs write. */
export interface Stream {
  readonly name: string;
  readonly type?: number;
  readonly sizeBytes?: number;
  readonly left?: number;
  readonly right?: number;
  readonly child?: number;
  readonly classId?: string;
  /** What is in it. Less than 4 096 bytes lie in the stream that short streams share. */
  readonly content?: Buffer;
}

const SECTOR = 512;
const SHORT_SECTOR = 64;
const CUTOFF = 4_096;
const NONE = 0xffff_ffff;
const END_OF_CHAIN = 0xffff_fffe;

type Fat = (sector: number, last: number) => number;

const chained: Fat = (sector, last) => (sector === last ? END_OF_CHAIN : sector + 1);

export const root = (child = 1): Stream => ({ name: 'Root Entry', type: 5, child });

export const entry = (stream: Stream, start = 0): Buffer => {
  const { name, type = 2, left = NONE, right = NONE, child = NONE, content } = stream;
  const bytes = Buffer.alloc(128);
  bytes.write(name, 0, 'utf16le');
  bytes.writeUInt16LE(2 * name.length + 2, 64);
  bytes.writeUInt8(type, 66);
  [left, right, child].forEach((id, index) => bytes.writeUInt32LE(id, 68 + 4 * index));
  bytes.write(stream.classId ?? '', 80, 'hex');
  bytes.writeUInt32LE(start, 116);
  bytes.writeUInt32LE(stream.sizeBytes ?? content?.length ?? 5_000, 120);
  return bytes;
};

/** A compound file: a header, one sector of FAT, the directory, the contents. `fat` links the directory's sectors. */
export const compound = (streams: readonly Stream[], fat: Fat = chained): Buffer => {
  const directorySectors = Math.ceil((streams.length * 128) / SECTOR);
  const contents = placed(streams, 1 + directorySectors);
  const directory = Buffer.concat(streams.map((stream, index) => entry(stream, contents.starts[index])));
  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  header.write('d0cf11e0a1b11ae1', 'hex');
  [0x3e, 3, 0xfffe, 9, 6].forEach((value, index) => header.writeUInt16LE(value, 24 + 2 * index));
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(CUTOFF, 56);
  header.writeUInt32LE(END_OF_CHAIN, 68);
  header.writeUInt32LE(0, 76);
  const table = Buffer.alloc(SECTOR, 0xff);
  table.writeUInt32LE(0xffff_fffd, 0);
  for (let sector = 1; sector <= directorySectors; sector++)
    table.writeUInt32LE(fat(sector, directorySectors), 4 * sector);
  for (const [sector, next] of contents.links) table.writeUInt32LE(next, 4 * sector);
  return Buffer.concat([header, table, padded(directory, SECTOR), ...contents.sectors]);
};

/** A compound file whose root holds these streams with these contents. */
export const compoundOf = (contents: Readonly<Record<string, Buffer>>): Buffer =>
  compound([
    root(),
    ...Object.entries(contents).map(([name, content], index, all) => ({
      name,
      content,
      ...(index + 1 < all.length ? { right: index + 2 } : {}),
    })),
  ]);

const padded = (bytes: Buffer, unit: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((unit - (bytes.length % unit)) % unit)]);

/** Long contents one behind the other, then the stream of the short ones, which is the root's. */
const placed = (streams: readonly Stream[], first: number) => {
  const starts = streams.map(() => 0);
  const sectors: Buffer[] = [];
  const links: (readonly [number, number])[] = [];
  const place = (content: Buffer): number => {
    const start = first + sectors.length;
    const bytes = padded(content, SECTOR);
    for (let at = 0; at < bytes.length; at += SECTOR) {
      const sector = first + sectors.length;
      sectors.push(bytes.subarray(at, at + SECTOR));
      links.push([sector, at + SECTOR < bytes.length ? sector + 1 : END_OF_CHAIN]);
    }
    return start;
  };
  const short: Buffer[] = [];
  streams.forEach(({ content }, index) => {
    if (content === undefined) return;
    if (content.length >= CUTOFF) starts[index] = place(content);
    else {
      starts[index] = short.reduce((sum, { length }) => sum + length, 0) / SHORT_SECTOR;
      short.push(padded(content, SHORT_SECTOR));
    }
  });
  if (short.length > 0) starts[0] = place(Buffer.concat(short));
  return { starts, sectors, links };
};
