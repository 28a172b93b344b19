/** Reads text that came as bytes of one character each: UTF-8 where it is valid, else what it says byte by byte. */
export const asUtf8 = (bytes: string): string => {
  if ([...bytes].some((character) => character > '\u00ff')) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return bytes;
  }
};
