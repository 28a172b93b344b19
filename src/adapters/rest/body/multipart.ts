import busboy from 'busboy';
import * as E from 'fp-ts/lib/Either.js';
import { type FilePart, type Part } from '../../../domain/send-media-message/call.js';
import { type Exchange } from '../exchange.js';
import { malformed, type Parts } from './body-fault.js';
import { field, MAX_FIELD_BYTES, MAX_FIELDS, NAMELESS_FIELD, TOO_LONG_FIELD, TOO_MANY_FIELDS } from './field.js';
import { fileBytes } from './file-bytes.js';
import { type PartHead, watchPartHeads } from './part-heads.js';
import { fieldText, fileName, isPlain } from './part-text.js';
import { beginReading } from './reading.js';
import { decodeUtf8, NOT_UTF8 } from './utf8.js';

/** How much of a body waits in memory for whoever reads it, in bytes: before the parser, and of a file behind it. */
const BEFORE_PARSER = 128 * 1_024;
const BEHIND_PARSER = 256 * 1_024;

const CUT = 'ends before its closing boundary';
const ODD_PART = 'has a part that cannot be read';

/** A part that has come, and how to let go of what is not read of it. */
interface Arrived {
  readonly part: Part;
  readonly leave: () => void;
}

/** A multipart body as parts, in the order in which they come, each file's bytes as they flow. */
export async function* multipartParts(exchange: Exchange, boundary: string): Parts {
  // RFC 2046, 5.1.1.
  if (!/^[\x20-\x7e]{0,69}[\x21-\x7e]$/.test(boundary))
    return void (yield malformed('must name a boundary of 1 to 70 characters'));
  const form = openForm(exchange, boundary);
  try {
    for (;;) {
      const arrived = form.shift();
      if (arrived !== undefined) {
        yield E.right(arrived.part);
        arrived.leave();
      } else if (form.fault() !== null) {
        return void (yield malformed(form.fault() ?? ''));
      } else if (form.isOver()) {
        return;
      } else {
        await form.news();
      }
    }
  } finally {
    form.stop();
  }
}

interface Form {
  readonly shift: () => Arrived | undefined;
  readonly fault: () => string | null;
  readonly isOver: () => boolean;
  /** Resolves when a part, the end or a fault has come since the last look. */
  readonly news: () => Promise<void>;
  readonly stop: () => void;
}

const openForm = (exchange: Exchange, boundary: string): Form => {
  const { request } = exchange;
  const arrived: Arrived[] = [];
  const heads = watchPartHeads(boundary);
  let fields = 0;
  let fault: string | null = null;
  let over = false;
  let wake: (() => void) | null = null;

  const parser = busboy({
    headers: { 'content-type': `multipart/form-data; boundary="${boundary.replace(/["\\]/g, '\\$&')}"` },
    highWaterMark: BEFORE_PARSER,
    fileHwm: BEHIND_PARSER,
    // The parser would replace what is not UTF-8, and silently: it hands out bytes, we decode.
    defCharset: 'latin1',
    defParamCharset: 'latin1',
    preservePath: true,
    // One more than allowed, since the parser marks a field of exactly its limit as cut.
    limits: { fieldSize: MAX_FIELD_BYTES + 1 },
  });

  const tell = (): void => {
    wake?.();
    wake = null;
  };
  const fail = (message: string): void => {
    if (fault !== null || over) return;
    fault = message;
    stop();
    tell();
  };
  const stop = (): void => {
    reading.stop();
    request.off('data', onChunk).off('end', onEnd).pause();
    parser.destroy();
  };
  const onChunk = (chunk: Buffer): void => {
    const wrong = heads.pass(chunk);
    if (wrong !== null) fail(wrong);
    else if (!parser.write(chunk)) request.pause();
  };
  const onEnd = (): void => {
    if (heads.isClosed()) parser.end();
    else fail(CUT);
  };
  const onPart = (part: Part | string, leave: () => void): void => {
    if (typeof part === 'string') return fail(part);
    arrived.push({ part, leave });
    tell();
  };

  parser.on('field', (name: string | undefined, value, info) => {
    fields += 1;
    if (fault !== null) return;
    if (fields > MAX_FIELDS) return fail(TOO_MANY_FIELDS);
    if (info.valueTruncated) return fail(TOO_LONG_FIELD);
    onPart(fieldPart(name, value, info.encoding, heads.next()), () => undefined);
  });
  parser.on('file', (name: string | undefined, file, info) => {
    // The parser goes on to the end of its chunk, also after it has been stopped.
    if (fault !== null) return void file.destroy();
    const { bytes, leave } = fileBytes(file);
    onPart(filePart(name, info.filename, info.encoding, heads.next(), bytes), leave);
  });
  parser.on('drain', () => {
    if (fault === null && !over) request.resume();
  });
  parser.on('error', () => fail(ODD_PART));
  parser.on('finish', () => {
    if (heads.isLeftover()) return fail(ODD_PART);
    over = true;
    tell();
  });

  const reading = beginReading(exchange, fail);
  request.on('data', onChunk).once('end', onEnd);
  return {
    shift: () => arrived.shift(),
    fault: () => fault,
    isOver: () => over,
    news: () => new Promise((resolve) => (wake = resolve)),
    stop,
  };
};

const fieldPart = (
  name: string | undefined,
  value: string,
  encoding: string,
  head: PartHead | undefined,
): Part | string => {
  if (head === undefined || !isPlain(encoding)) return ODD_PART;
  if (name === undefined || name === '') return NAMELESS_FIELD;
  const writtenName = decodeUtf8(name);
  const text = fieldText(value, head);
  return writtenName === null || text === null ? NOT_UTF8 : field(writtenName, text);
};

const filePart = (
  name: string | undefined,
  givenFileName: string | undefined,
  encoding: string,
  head: PartHead | undefined,
  bytes: FilePart['bytes'],
): Part | string => {
  if (head === undefined || !isPlain(encoding)) return ODD_PART;
  if (name === undefined || name === '') return NAMELESS_FIELD;
  const fieldName = decodeUtf8(name);
  const writtenName = fileName(givenFileName, head);
  return fieldName === null || writtenName === null
    ? NOT_UTF8
    : { _tag: 'File', field: fieldName, name: writtenName, bytes, fieldsComplete: false };
};
