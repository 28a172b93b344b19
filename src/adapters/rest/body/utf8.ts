const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes bytes as UTF-8. Each byte is given as a character from U+0000 to U+00FF. Null if they are not UTF-8. */
export const decodeUtf8 = (bytes: string): string | null => {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes;
  // eslint-disable-next-line no-control-regex
  if (/[^\x00-\xff]/.test(bytes)) return null;
  try {
    return decoder.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return null;
  }
};

export const NOT_UTF8 = 'is not UTF-8 text';

/** Text without the byte-order mark that some editors put in front of it. */
export const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);
