import { charsetText, latin1Text } from './charset-text.js';

/**
 * Text that came as bytes of one character each: UTF-8 if it is valid, else Latin-1 as browsers read it. It always has
 * a result. Text that has other characters already is no bytes, and stays.
 */
export const bytesText = (bytes: string): string => {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(bytes) || /[^\x00-\xff]/.test(bytes)) return bytes;
  const buffer = Buffer.from(bytes, 'latin1');
  return charsetText('utf-8', buffer, { replacing: false }) ?? latin1Text(buffer);
};

/** The bytes of a percent-encoded text, a character for each. What is no escape stays as it is. */
export const unescapedBytes = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
