import { headText } from './head-text.js';
import { hasMore, type Input, type Reading } from './input.js';
import { type MultipartFault, type Token } from './token.js';
import { untilDelimiter } from './until-delimiter.js';

/**
 * Reads a multipart body (RFC 2046, 5.1) as the chunks come, and gives its tokens in order. It returns null where
 * the body was whole, else what is wrong with it.
 *
 * It is strict: wherever the delimiter stands, it must be a real one. Otherwise a file that holds the delimiter
 * would be cut there, and the rest of it taken for something to be skipped.
 *
 * @param boundary As the `Content-Type` names it: 1 to 70 characters, no CR among them.
 */
export function* tokenize(boundary: string): Reading<Token, MultipartFault | null> {
  const line = `\r\n--${boundary}`;
  const delimiter = Buffer.from(line, 'latin1');
  const input: Input = { chunk: Buffer.alloc(0), at: 0 };
  // The body begins a line.
  if ((yield* untilDelimiter('Preamble', input, delimiter)) === 'None') return 'Unclosed';
  for (;;) {
    const after = yield* afterDelimiter(input);
    if (after === 'Close') break;
    if (after !== 'Part') return after;
    const head = yield* headText(input);
    if (head === null) return 'Unclosed';
    if (head === 'HeadTooLarge') return head;
    if (`\r\n${head.text}`.includes(line)) return 'StrayDelimiter';
    yield { _tag: 'Head', text: head.text };
    const end = yield* untilDelimiter('Content', input, delimiter);
    if (end === 'None') return 'Unclosed';
    if (end === 'AtStart') return 'StrayDelimiter';
    yield { _tag: 'PartEnd' };
  }
  while (yield* hasMore(input)) {
    const bytes = input.chunk.subarray(input.at);
    input.at = input.chunk.length;
    yield { _tag: 'Epilogue', bytes };
  }
  return null;
}

/** What the two bytes behind a delimiter say. */
function* afterDelimiter(input: Input): Reading<never, 'Part' | 'Close' | 'StrayDelimiter' | 'Unclosed'> {
  let text = '';
  while (yield* hasMore(input)) {
    text += String.fromCharCode(input.chunk[input.at] ?? 0);
    input.at += 1;
    if (text === '--') return 'Close';
    if (text === '\r\n') return 'Part';
    if (text !== '-' && text !== '\r') return 'StrayDelimiter';
  }
  return 'Unclosed';
}
