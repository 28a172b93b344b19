import busboy from 'busboy';
import * as E from 'fp-ts/lib/Either.js';
import { type Part } from '../../../domain/use-cases/send-media-message/call.js';
import { MAX_FIELD_BYTES, MAX_FIELDS, TOO_LONG_FIELD, TOO_MANY_FIELDS } from '../../../api/field-limits.js';
import { type Exchange } from '../exchange/exchange.js';
import { malformed, type Parts } from './body-fault.js';
import { fileBytes } from './file-bytes.js';
import { fieldPart, filePart, ODD_PART } from './form-part.js';
import { watchPartHeads } from './part-heads.js';
import { beginReading } from './reading.js';

/** How much of a body waits in memory for whoever reads it, in bytes: before the parser, and of a file behind it. */
const BEFORE_PARSER = 128 * 1_024;
const BEHIND_PARSER = 256 * 1_024;

const CUT = 'ends before its closing boundary';

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
    onPart(fieldPart({ name, encoding: info.encoding, head: heads.next() }, value), () => undefined);
  });
  parser.on('file', (name: string | undefined, file, info) => {
    // The parser goes on to the end of its chunk, also after it has been stopped.
    if (fault !== null) return void file.destroy();
    const { bytes, leave } = fileBytes(file);
    onPart(filePart({ name, encoding: info.encoding, head: heads.next() }, info.filename, bytes), leave);
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
