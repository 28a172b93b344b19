import { MORE } from '../../../src/kit/multipart/input.js';
import { type MultipartFault, type Token } from '../../../src/kit/multipart/token.js';
import { tokenize } from '../../../src/kit/multipart/tokenize.js';

export const BOUNDARY = 'X-b';
export const DELIMITER = `\r\n--${BOUNDARY}`;

/** Every token of a body, and what the tokenizer says at the end. */
export interface Tokenized {
  readonly tokens: readonly Token[];
  readonly fault: MultipartFault | null;
}

export const tokenizeAll = (chunks: Iterable<Buffer>, boundary = BOUNDARY): Tokenized => {
  const source = chunks[Symbol.iterator]();
  const reading = tokenize(boundary);
  const tokens: Token[] = [];
  let step = reading.next();
  while (step.done !== true) {
    if (step.value !== MORE) {
      tokens.push(step.value);
      step = reading.next();
      continue;
    }
    const next = source.next();
    step = reading.next(next.done === true ? null : next.value);
  }
  return { tokens, fault: step.value };
};

/** A body put together again: text has a character each byte. */
export interface ReadBody {
  readonly preamble: string;
  /** The parts that are whole. */
  readonly parts: readonly (readonly [head: string, content: string])[];
  readonly epilogue: string;
  readonly fault: MultipartFault | null;
}

export const readBody = (chunks: Iterable<Buffer>, boundary = BOUNDARY): ReadBody => {
  const { tokens, fault } = tokenizeAll(chunks, boundary);
  const parts: [string, string][] = [];
  const texts = { Preamble: '', Content: '', Epilogue: '' };
  let head = '';
  for (const token of tokens) {
    if (token._tag === 'Head') {
      head = token.text;
      texts.Content = '';
    } else if (token._tag === 'PartEnd') parts.push([head, texts.Content]);
    else texts[token._tag] += Buffer.from(token.bytes).toString('latin1');
  }
  return { preamble: texts.Preamble, parts, epilogue: texts.Epilogue, fault };
};

/** Bytes of a text, a byte each character. */
export const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Cuts bytes into chunks at these places; some chunks may be empty. */
export const cutAt = (body: Buffer, places: readonly number[]): Buffer[] => {
  const ends = [0, ...places.map((place) => place % (body.length + 1)), body.length].sort((a, b) => a - b);
  return ends.slice(1).map((end, index) => body.subarray(ends[index], end));
};

export const oneByOne = (body: Buffer): Buffer[] => Array.from(body, (byte) => Buffer.of(byte));
