import { charsetOf, latin1Text } from '../charset.js';

/**
 * Text that came as bytes of one character each: UTF-8 if it is valid, else Latin-1 as browsers read it. It always has
 * a result. Text that has other characters already is no bytes, and stays.
 */
export const bytesText = (bytes: string): string => {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(bytes) || /[^\x00-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return charsetOf('utf-8')?.decode(buffer) ?? latin1Text(buffer);
};
