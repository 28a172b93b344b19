import { decodeEncodedWords } from './encoded-words.js';

/** A name that is percent-encoded as a whole: unreserved signs (RFC 3986, 2.3) and escapes, at least one. */
const ENCODED = /^(?:[\w.~-]|%[0-9a-f]{2})*$/i;

/** What browsers escape in a name (WHATWG HTML, multipart/form-data encoding algorithm). */
const ESCAPES = { '%22': '"', '%0d': '\r', '%0a': '\n' } as const;

/**
 * The file name that was meant by one as it is sent. It is decoded once: as encoded words (RFC 2047), else as a
 * percent-encoded name (RFC 7578, 4.2), if all of it is that and it decodes to UTF-8. In any other name a `%` is one, but
 * for `%22`, `%0D` and `%0A`, which browsers write. It never throws, and takes one pass.
 */
export const meantName = (sent: string): string => decodeEncodedWords(sent) ?? percentDecoded(sent);

const percentDecoded = (sent: string): string => {
  if (!sent.includes('%')) return sent;
  if (ENCODED.test(sent))
    try {
      return decodeURIComponent(sent);
    } catch {
      // Not UTF-8.
    }
  return sent.replace(/%22|%0d|%0a/gi, (escape) => ESCAPES[escape.toLowerCase() as keyof typeof ESCAPES]);
};
