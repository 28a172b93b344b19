import * as E from 'fp-ts/lib/Either.js';
import { type Middleware } from 'koa';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type RestContext } from '../exchange/context.js';
import { malformed, tooLarge } from './body-fault.js';
import { CUT_SHORT } from '../exchange/exchange.js';
import { beginReading } from './reading.js';
import { decodeUtf8, NOT_UTF8 } from './utf8.js';

/** How large a body may be that carries no file, in bytes. */
const MAX_BYTES = 64 * 1_024;

type ReadBody = Middleware<RestContext['state']>;

/**
 * The library's own reading replaces bad UTF-8, leaves `%ff` as it is and merges names given twice. So it reads
 * the bytes, a character each, and its parse of them is not used.
 *
 * Loaded with the first such body: it brings a multipart parser that is not used here, in ten megabytes.
 */
const loadReadBody = async (): Promise<ReadBody> => {
  const { koaBody } = await import('koa-body');
  return koaBody({
    multipart: false,
    text: false,
    encoding: 'latin1',
    includeUnparsed: true,
    jsonLimit: MAX_BYTES,
    // JSON that is not an object gets an answer of its own.
    jsonStrict: false,
    formLimit: MAX_BYTES,
  }) as ReadBody;
};

let readBody: Promise<ReadBody> | null = null;

type Text = E.Either<BodyFault, string>;

/** Reads a whole body as UTF-8 text. `unreadable` is what to say where it is not of its type. */
export const textBody = async (ctx: RestContext, unreadable: string): Promise<Text> => {
  // A body that announces too many bytes is refused before it is sent.
  if (Number(ctx.req.headers['content-length'] ?? 0) > MAX_BYTES) return tooLarge(MAX_BYTES);
  let giveUp: (text: Text) => void = () => undefined;
  const broken = new Promise<Text>((resolve) => (giveUp = resolve));
  const reading = beginReading(ctx.state.exchange, (fault) => giveUp(E.left(fault)));
  try {
    return await Promise.race([broken, readWhole(ctx, unreadable)]);
  } finally {
    reading.stop();
  }
};

const readWhole = async (ctx: RestContext, unreadable: string): Promise<Text> => {
  try {
    readBody ??= loadReadBody();
    await (
      await readBody
    )(ctx, nothingMore);
  } catch (error) {
    return faultOf(error, unreadable);
  }
  const text = decodeUtf8(ctx.request.rawBody ?? '');
  return text === null ? malformed(NOT_UTF8) : E.right(text);
};

const nothingMore = (): Promise<void> => Promise.resolve();

/** The kinds of fault that the library (raw-body) distinguishes. */
const faultOf = (error: unknown, unreadable: string): Text => {
  const type = error instanceof Error && 'type' in error ? error.type : null;
  if (type === 'entity.too.large') return tooLarge(MAX_BYTES);
  if (type === 'request.aborted' || type === 'request.size.invalid') return E.left(CUT_SHORT);
  return malformed(unreadable);
};
