/** As much of HPACK (RFC 7541) as a peer needs that keeps no dynamic table for what it reads. */

export type Field = readonly [name: string, value: string];

/** An integer whose first byte has so many bits for it (5.1). */
const integer = (value: number, bits: number, pattern: number): Buffer => {
  const most = (1 << bits) - 1;
  if (value < most) return Buffer.from([pattern | value]);
  const bytes = [pattern | most];
  let rest = value - most;
  for (; rest >= 128; rest >>= 7) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value, 'latin1');
  return Buffer.concat([integer(bytes.length, 7, 0), bytes]);
};

const literal =
  (pattern: number) =>
  ([name, value]: Field): Buffer =>
    Buffer.concat([Buffer.from([pattern]), text(name), text(value)]);

/** Literal fields that enter no table. */
export const literals = (fields: readonly Field[]): Buffer => Buffer.concat(fields.map(literal(0)));

/** Literal fields that enter the dynamic table, from which `repeated` takes them. */
export const remembered = (fields: readonly Field[]): Buffer => Buffer.concat(fields.map(literal(0x40)));

const FIRST_DYNAMIC = 62;

/** One byte a field: the fields that one `remembered` block has put into an empty table. */
export const repeated = (fields: readonly Field[]): Buffer =>
  Buffer.concat(fields.map((_, index) => integer(FIRST_DYNAMIC + fields.length - 1 - index, 7, 0x80)));

/** Lengths in bits of the Huffman codes of the signs from 32 to 126 (appendix B). Longer than 15 is never printable. */
const LENGTHS = [
  6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7,
  7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6,
  5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13,
];

/** The code is canonical: by length, then by sign. NUL has 13 bits. */
const codes = ((): ReadonlyMap<string, string> => {
  const signs = [
    { sign: '\0', length: 13 },
    ...LENGTHS.map((length, at) => ({ sign: String.fromCharCode(32 + at), length })),
  ];
  const sorted = signs.sort((one, other) => one.length - other.length || (one.sign < other.sign ? -1 : 1));
  const found = new Map<string, string>();
  let code = 0;
  let last = 0;
  for (const { sign, length } of sorted) {
    code <<= length - last;
    last = length;
    found.set(code.toString(2).padStart(length, '0'), sign);
    code += 1;
  }
  return found;
})();

const huffman = (bytes: Buffer): string => {
  let decoded = '';
  let bits = '';
  for (const byte of bytes)
    for (const bit of byte.toString(2).padStart(8, '0')) {
      bits += bit;
      const sign = codes.get(bits);
      if (sign === undefined) continue;
      decoded += sign;
      bits = '';
    }
  return decoded;
};

/** The literal fields of a block; indexed ones are passed over but for `:status`, and a name from a table is `#index`. */
export const decode = (block: Buffer): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  let at = 0;
  const readInteger = (bits: number): number => {
    const most = (1 << bits) - 1;
    let value = (block[at++] ?? 0) & most;
    if (value < most) return value;
    for (let shift = 0; ; shift += 7) {
      const byte = block[at++] ?? 0;
      value += (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const readText = (): string => {
    const isHuffman = ((block[at] ?? 0) & 128) !== 0;
    const length = readInteger(7);
    const bytes = block.subarray(at, at + length);
    at += length;
    return isHuffman ? huffman(bytes) : bytes.toString('latin1');
  };
  while (at < block.length) {
    const byte = block[at] ?? 0;
    if (byte >= 0x80) {
      if (readInteger(7) === 8) fields.set(':status', '200');
      continue;
    }
    if ((byte & 0xe0) === 0x20) {
      readInteger(5);
      continue;
    }
    const index = readInteger(byte >= 0x40 ? 6 : 4);
    const name = index === 0 ? readText() : `#${index}`;
    fields.set(name, readText());
  }
  return fields;
};
