const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads bytes, given one by one as the characters U+0000 to U+00FF, as UTF-8. Null where they are not. */
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
