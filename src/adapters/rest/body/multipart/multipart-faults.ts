import { type MultipartFault } from '../../../../kit/multipart/token.js';

export const STRAY_DELIMITER = 'has a boundary within a part';

export const UNCLOSED = 'ends before its closing boundary';

const WORDS = {
  Unclosed: UNCLOSED,
  StrayDelimiter: STRAY_DELIMITER,
  HeadTooLarge: 'has a part with too large a head',
} as const satisfies Record<MultipartFault, string>;

/** What is wrong with a multipart body, as the end of a sentence that begins with "body". */
export const multipartFault = (fault: MultipartFault): string => WORDS[fault];
