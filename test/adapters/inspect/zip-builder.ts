import { crc32, deflateRawSync } from 'node:zlib';

/** What an entry is to be like; whatever is left out is as it should be. */
export interface ZipPart {
  readonly name: string;
  readonly content?: Buffer | string;
  readonly stored?: boolean;
  readonly flags?: number;
  readonly method?: number;
  /** What the directory claims. */
  readonly declaredBytes?: number;
  readonly compressedBytes?: number;
  readonly position?: number;
  /** The name in the local header. */
  readonly localName?: string;
  /** Writes the directory's numbers into a 64-bit extra field. */
  readonly zip64?: boolean;
}

export interface ZipShape {
  readonly comment?: Buffer;
  readonly count?: number;
  readonly directoryBytes?: number;
  readonly directoryPosition?: number;
  /** Writes a 64-bit end record and its locator, whose position may be forged. */
  readonly zip64?: boolean;
  readonly locator?: number;
}

/** An archive as programs write it, or as an attacker would. */
export const zip = (parts: readonly ZipPart[], shape: ZipShape = {}): Buffer => {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let position = 0;
  for (const part of parts) {
    const { local, central } = entry(part, position);
    locals.push(local);
    centrals.push(central);
    position += local.length;
  }
  const directory = Buffer.concat(centrals);
  return Buffer.concat([...locals, directory, end(parts.length, directory.length, position, shape)]);
};

const entry = (part: ZipPart, position: number): { readonly local: Buffer; readonly central: Buffer } => {
  const content = Buffer.from(part.content ?? '');
  const data = part.stored === true ? content : deflateRawSync(content);
  const method = part.method ?? (part.stored === true ? 0 : 8);
  const [name, localName] = [Buffer.from(part.name), Buffer.from(part.localName ?? part.name)];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(method, 8);
  local.writeUInt32LE(crc32(content), 14);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(content.length, 22);
  local.writeUInt16LE(localName.length, 26);
  const numbers = [
    part.declaredBytes ?? content.length,
    part.compressedBytes ?? data.length,
    part.position ?? position,
  ];
  const extra = part.zip64 === true ? extra64(numbers) : Buffer.alloc(0);
  const [size = 0, compressed = 0, at = 0] = part.zip64 === true ? numbers.map(() => 0xffff_ffff) : numbers;
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(part.flags ?? 0, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(compressed, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  central.writeUInt16LE(extra.length, 30);
  central.writeUInt32LE(at, 42);
  return { local: Buffer.concat([local, localName, data]), central: Buffer.concat([central, name, extra]) };
};

const extra64 = (numbers: readonly number[]): Buffer => {
  const extra = Buffer.alloc(4 + 8 * numbers.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * numbers.length, 2);
  numbers.forEach((number, index) => extra.writeBigUInt64LE(BigInt(number), 4 + 8 * index));
  return extra;
};

const end = (parts: number, bytes: number, position: number, shape: ZipShape): Buffer => {
  const count = shape.count ?? parts;
  const directoryBytes = shape.directoryBytes ?? bytes;
  const directoryPosition = shape.directoryPosition ?? position;
  const comment = shape.comment ?? Buffer.alloc(0);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(shape.zip64 === true ? 0xffff : count, 8);
  record.writeUInt16LE(shape.zip64 === true ? 0xffff : count, 10);
  record.writeUInt32LE(shape.zip64 === true ? 0xffff_ffff : directoryBytes, 12);
  record.writeUInt32LE(shape.zip64 === true ? 0xffff_ffff : directoryPosition, 16);
  record.writeUInt16LE(comment.length, 20);
  if (shape.zip64 !== true) return Buffer.concat([record, comment]);
  const long = Buffer.alloc(56);
  long.writeUInt32LE(0x06064b50, 0);
  long.writeBigUInt64LE(44n, 4);
  [count, count, directoryBytes, directoryPosition].forEach((number, index) =>
    long.writeBigUInt64LE(BigInt(number), 24 + 8 * index),
  );
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(shape.locator ?? position + bytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([long, locator, record, comment]);
};
