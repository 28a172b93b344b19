import { TextDecoder } from 'node:util';
import { asBuffer } from './as-buffer.js';

/** A charset that its sender named. */
export interface Charset {
  /** Its name in the WHATWG Encoding Standard, in lower case. */
  readonly name: string;
  /** Bytes as its text; null if they are none. */
  readonly decode: (bytes: Uint8Array) => string | null;
}

interface Options {
  /** Whether bytes that are no text become U+FFFD, so that decoding never fails. */
  readonly replacing?: boolean;
}

/**
 * The charset of a label (WHATWG Encoding Standard, for which Latin-1 is windows-1252). Null if none has this label.
 * Texts lose their byte-order mark.
 */
export const charsetOf = (label: string, { replacing = false }: Options = {}): Charset | null => {
  const decoder = decoderOf(label, replacing);
  if (decoder === null) return null;
  const name = decoder.encoding;
  return { name, decode: name === 'windows-1252' ? latin1Text : decoding(decoder) };
};

const decoderOf = (label: string, replacing: boolean): TextDecoder | null => {
  try {
    return new TextDecoder(label, { fatal: !replacing });
  } catch {
    return null;
  }
};

const decoding =
  (decoder: TextDecoder): Charset['decode'] =>
  (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return null;
    }
  };

/** What bytes 80 to 9F are in windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Bytes as browsers read Latin-1. Node from 20.18.3 on decodes windows-1252 as ISO-8859-1 (nodejs/node#56542). */
const latin1Text = (bytes: Uint8Array): string =>
  asBuffer(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_1252.charAt(sign.charCodeAt(0) - 0x80));

const utf8 = charsetOf('utf-8');

/**
 * Text that came as bytes of one character each: UTF-8 if it is valid, else Latin-1 as browsers read it. It always has
 * a result. Text that has other characters already is no bytes, and stays.
 */
export const bytesText = (bytes: string): string => {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(bytes) || /[^\x00-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return utf8?.decode(buffer) ?? latin1Text(buffer);
};
