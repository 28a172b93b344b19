import { expect } from 'chai';
import fc from 'fast-check';
import { type MultipartFault } from '../../../src/kit/multipart/token.js';
import { BOUNDARY, bytesOf, cutAt, DELIMITER, oneByOne, readBody, type ReadBody, tokenizeAll } from './support.js';

const MAX_HEAD = 16_384;
const HEAD = 'A: b\r\n';

/** A body whose one part holds this. */
const holding = (content: string): string => `--${BOUNDARY}\r\n${HEAD}\r\n${content}${DELIMITER}--\r\n`;

/** Reads a body in the plainest way there is: the whole of it, by searching a text. */
const plainly = (body: Buffer): ReadBody => {
  const text = `\r\n${body.toString('latin1')}`;
  const parts: [string, string][] = [];
  let at = text.indexOf(DELIMITER);
  const preamble = at < 2 ? '' : text.slice(2, at);
  const ended = (fault: MultipartFault | null, epilogue = ''): ReadBody => ({ preamble, parts, epilogue, fault });
  while (at !== -1) {
    at += DELIMITER.length;
    const after = text.slice(at, at + 2);
    if (after === '--') return ended(null, text.slice(at + 2));
    if (['', '\r', '-'].includes(after)) return ended('Unclosed');
    if (after !== '\r\n') return ended('StrayDelimiter');
    const end = text.indexOf('\r\n\r\n', at);
    if ((end === -1 ? text.length : end + 4) - (at + 2) >= MAX_HEAD + (end === -1 ? 0 : 1))
      return ended('HeadTooLarge');
    if (end === -1) return ended('Unclosed');
    if (text.slice(at, end + 2).includes(DELIMITER)) return ended('StrayDelimiter');
    const next = text.indexOf(DELIMITER, end + 2);
    if (next === end + 2) return ended('StrayDelimiter');
    if (next !== -1) parts.push([text.slice(at + 2, end + 2), text.slice(end + 4, next)]);
    at = next;
  }
  return ended('Unclosed');
};

const piece = fc.constantFrom(
  ...['\r', '\n', '\r\n', '\r\n\r\n', '-', '--', BOUNDARY, `--${BOUNDARY}`, DELIMITER, DELIMITER.slice(0, -1)],
  ...[
    `${DELIMITER}\r\n`,
    `${DELIMITER}--`,
    `${DELIMITER}\r\n${HEAD}\r\n`,
    `${DELIMITER}\r\n\r\n`,
    ' ',
    '\t',
    '\0',
    'x',
  ],
);
const anyContent = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
const plainContent = anyContent.filter((text) => !`\r\n${text}${DELIMITER}`.slice(0, -1).includes(DELIMITER));
const cuts = fc.array(fc.nat(2_000), { maxLength: 12 });

describe('the multipart tokenizer', () => {
  describe('reads the same', () => {
    it('as a plain reader of the whole body, for any body cut at any places', () => {
      fc.assert(
        fc.property(fc.oneof(anyContent, anyContent.map(holding)), cuts, (text, places) => {
          const body = bytesOf(text);
          const { epilogue, parts, fault } = plainly(body);
          for (const chunks of [[body], cutAt(body, places), oneByOne(body)])
            expect(readBody(chunks)).to.deep.include({ epilogue, parts, fault });
        }),
        { numRuns: 3_000 },
      );
    });

    it('what was written, whatever the parts hold', () => {
      const parts = fc.array(
        fc.tuple(fc.constantFrom('', HEAD, 'A: b\r\n c\r\nD:\r\n', 'A: \r\r\n', '\n\r\r\nB\r\n'), plainContent),
        {
          minLength: 1,
        },
      );
      fc.assert(
        fc.property(anyContent, parts, anyContent, cuts, (before, written, epilogue, places) => {
          fc.pre(!`\r\n${before}${DELIMITER}`.slice(0, -1).includes(DELIMITER));
          const form = written.map(([head, content]) => `\r\n${head}\r\n${content}`).join(DELIMITER);
          const body = bytesOf(`${before}${DELIMITER}${form}${DELIMITER}--${epilogue}`);
          expect(readBody(cutAt(body, places))).to.deep.equal({
            preamble: before,
            parts: written,
            epilogue,
            fault: null,
          });
        }),
        { numRuns: 1_000 },
      );
    });
  });

  describe('takes', () => {
    for (const [what, content] of [
      ['nothing', ''],
      ['line breaks', '\r\n\r\n\r\r\n\n'],
      ['CRLF and hyphens', '\r\n--'],
      ['most of a delimiter', `${DELIMITER.slice(0, -1)}\r${DELIMITER.slice(0, -1)}`],
      ['a delimiter that no CRLF begins', `x--${BOUNDARY}\r\n\n--${BOUNDARY}--\r\n`],
      ['a multipart body with another boundary', `--other\r\n${HEAD}\r\nx\r\n--other--\r\n`],
      ['NUL and all other bytes', String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte))],
    ] as const)
      it(`a part that holds ${what}`, () => {
        for (const chunks of [[bytesOf(holding(content))], oneByOne(bytesOf(holding(content)))])
          expect(readBody(chunks)).to.deep.equal({
            preamble: '',
            parts: [[HEAD, content]],
            epilogue: '\r\n',
            fault: null,
          });
      });

    it('a delimiter in two chunks, wherever it is cut', () => {
      const body = bytesOf(holding('content'));
      const start = body.indexOf(DELIMITER);
      for (let cut = start; cut <= start + DELIMITER.length + 4; cut += 1)
        expect(readBody(cutAt(body, [cut])).parts).to.deep.equal([[HEAD, 'content']]);
    });

    it('a closing delimiter without a line break behind it', () => {
      expect(readBody([bytesOf(holding('x').slice(0, -2))])).to.deep.include({ parts: [[HEAD, 'x']], fault: null });
    });

    it('a body without parts', () => {
      expect(readBody([bytesOf(`--${BOUNDARY}--`)])).to.deep.include({ parts: [], fault: null });
    });

    it('a head as it was sent, folded lines and bytes beyond ASCII with it', () => {
      const head = 'A: b\r\n\tc\r\nno colon\r\nD: \xff\0\r\n';
      expect(readBody([bytesOf(`--${BOUNDARY}\r\n${head}\r\nx${DELIMITER}--`)]).parts).to.deep.equal([[head, 'x']]);
    });

    it('a head of just the most bytes, in pieces of one byte too', () => {
      const head = `A: ${'x'.repeat(MAX_HEAD - 7)}\r\n`;
      const body = bytesOf(`--${BOUNDARY}\r\n${head}\r\nx${DELIMITER}--`);
      for (const chunks of [[body], oneByOne(body)]) expect(readBody(chunks).parts).to.deep.equal([[head, 'x']]);
    });

    it('long preambles and epilogues, as they come', () => {
      const long = 'x\r\n'.repeat(100_000);
      const body = bytesOf(`${long}${holding('y').slice(0, -2)}${long}`);
      const chunks = cutAt(body, [70_000, 140_000, 350_000]);
      expect(readBody(chunks).fault).to.equal(null);
      expect(tokenizeAll(chunks).tokens.length).to.be.below(20);
    });
  });

  describe('refuses', () => {
    const refuses = (text: string, fault: MultipartFault): void => {
      for (const chunks of [[bytesOf(text)], oneByOne(bytesOf(text))]) expect(readBody(chunks).fault).to.equal(fault);
    };

    it('a body that breaks off anywhere', () => {
      const body = holding('content');
      for (let length = 0; length < body.length - 2; length += 1) refuses(body.slice(0, length), 'Unclosed');
    });

    it('a delimiter that begins a longer line', () => {
      for (const after of ['X', 'x\r\n', ' ', '\t\r\n', '-x', '\rx', '\n']) {
        refuses(holding(`x${DELIMITER}${after}`), 'StrayDelimiter');
        refuses(`--${BOUNDARY}${after}`, 'StrayDelimiter');
      }
    });

    it('a delimiter in a head, and right behind one', () => {
      refuses(`--${BOUNDARY}\r\n--${BOUNDARY}\r\n\r\nx${DELIMITER}--`, 'StrayDelimiter');
      refuses(`--${BOUNDARY}\r\nA: b${DELIMITER}\r\n\r\nx${DELIMITER}--`, 'StrayDelimiter');
      refuses(`--${BOUNDARY}\r\nA: b\r\n\r\n--${BOUNDARY}--`, 'StrayDelimiter');
    });

    it('a head that is too long, before it has come', () => {
      refuses(`--${BOUNDARY}\r\nA: ${'x'.repeat(MAX_HEAD - 6)}\r\n\r\nx${DELIMITER}--`, 'HeadTooLarge');
      refuses(`--${BOUNDARY}\r\n${'x'.repeat(MAX_HEAD)}`, 'HeadTooLarge');
    });
  });

  describe('costs little', () => {
    it('by copying no content', () => {
      const chunk = bytesOf(holding('content'));
      for (const token of tokenizeAll([chunk]).tokens)
        if (token._tag === 'Content') expect(token.bytes.buffer).to.equal(chunk.buffer);
    });

    it('by giving a chunk as one token, and one more for what the chunk before had ended in', () => {
      const near = DELIMITER.slice(0, -1);
      const body = bytesOf(holding(`${'\r'.repeat(100_000)}${near.repeat(20_000)}`));
      const places = Array.from({ length: body.length / 1_000 }, (_, index) => index * 1_000);
      expect(tokenizeAll(cutAt(body, places)).tokens.length).to.be.at.most(2 * places.length + 3);
    });
  });
});
