/** What bytes 80 to 9F are in windows-1252. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Bytes as text of a charset that its sender names (WHATWG labels, for which Latin-1 is windows-1252). Null if there is
 * no such charset. What is no text of it is null too, or U+FFFD if `replacing`.
 */
export const charsetText = (
  charset: string,
  bytes: Uint8Array,
  { replacing }: { replacing: boolean },
): string | null => {
  try {
    const decoder = new TextDecoder(charset, { fatal: !replacing });
    return decoder.encoding === 'windows-1252' ? latin1Text(bytes) : decoder.decode(bytes);
  } catch {
    return null;
  }
};

/** Bytes as browsers read Latin-1. Node from 20.18.3 on decodes windows-1252 as ISO-8859-1 (nodejs/node#56542). */
export const latin1Text = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (sign) => WINDOWS_1252.charAt(sign.charCodeAt(0) - 0x80));
