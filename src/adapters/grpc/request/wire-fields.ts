/** A field of a protobuf message as it lies in the bytes (protobuf.dev, "Encoding"). */
export interface WireField {
  readonly number: number;
  /** Where its content lies, if it has a length: a text, bytes, a message or packed numbers. Else empty. */
  readonly start: number;
  readonly end: number;
}

const VARINT = 0;
const FIXED_64 = 1;
const LENGTH = 2;
const FIXED_32 = 5;

/**
 * The fields between two places of a message, without decoding them. It ends early at the first field that does not
 * fit: the decoder says what is wrong.
 */
export function* wireFields(bytes: Buffer, start: number, end: number): Generator<WireField, void> {
  for (let at = start; at < end;) {
    const [tag, afterTag] = varint(bytes, at, end);
    const [value, afterValue] = varint(bytes, afterTag, end);
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        at = afterValue;
        break;
      case FIXED_64:
        at = afterTag + 8;
        break;
      case FIXED_32:
        at = afterTag + 4;
        break;
      case LENGTH:
        at = afterValue + value;
        if (at > end) return;
        yield { number, start: afterValue, end: at };
        continue;
      // The start or end of a group, which has no content of its own.
      default:
        at = afterTag;
    }
    if (at > end) return;
    yield { number, start: at, end: at };
  }
}

/** A number in groups of seven bits, the lowest first, and where it ends. Behind `end` all bytes count as zero. */
const varint = (bytes: Buffer, start: number, end: number): readonly [value: number, end: number] => {
  let value = 0;
  let factor = 1;
  for (let at = start; ; at += 1, factor *= 128) {
    const byte = at < end ? (bytes[at] ?? 0) : 0;
    value += (byte & 0x7f) * factor;
    // A varint has at most ten bytes.
    if (byte < 0x80 || at - start >= 9) return [value, at + 1];
  }
};
