import * as E from 'fp-ts/lib/Either.js';
import { type Middleware } from 'koa';
import { type BodyFault } from '../../../domain/model/errors.js';
import { type RestContext } from '../exchange/context.js';
import { announcesMore, malformed, tooLarge } from './body-fault.js';
import { accept, breakBody, CUT_SHORT, type Exchange, TOO_SLOW } from '../exchange/exchange.js';
import { FRAGMENTED, isFragmented } from './fragmented.js';
import { beginReading } from './reading.js';

/** The limit of a body without files, in bytes. */
const MAX_BYTES = 64 * 1_024;

type ReadBody = Middleware<RestContext['state']>;

/**
 * The library's parsers replace bad UTF-8, leave `%ff` as it is and merge names that are given twice. So the library
 * only reads the bytes, as text of one character per byte.
 *
 * It is loaded with the first such body, because it loads a multipart parser that is not used here and takes ten
 * megabytes.
 */
const loadReadBody = async (): Promise<ReadBody> => {
  const { HttpMethodEnum, koaBody } = await import('koa-body');
  return koaBody({
    json: false,
    urlencoded: false,
    multipart: false,
    textTypes: ['application/json', 'application/x-www-form-urlencoded'],
    textLimit: MAX_BYTES,
    encoding: 'latin1',
    includeUnparsed: true,
    // A DELETE may have a body, whose members are faults like those of any other.
    parsedMethods: [HttpMethodEnum.POST, HttpMethodEnum.PATCH, HttpMethodEnum.DELETE],
  }) as ReadBody;
};

let readBody: Promise<ReadBody> | null = null;

/** Each byte is a character. */
type Text = E.Either<BodyFault, string>;

/** Reads a whole body without decoding it. `unreadable` is the message for a body that is not of its type. */
export const textBody = async (ctx: RestContext, unreadable: string): Promise<Text> => {
  if (announcesMore(ctx.req, MAX_BYTES)) return tooLarge(MAX_BYTES);
  let giveUp: (text: Text) => void = () => undefined;
  const broken = new Promise<Text>((resolve) => (giveUp = resolve));
  const { exchange } = ctx.state;
  accept(exchange);
  const reading = beginReading(exchange, (fault) => giveUp(E.left(fault)));
  const count = countBytes(exchange);
  try {
    return await Promise.race([broken, readWhole(ctx, unreadable, count.begin)]);
  } finally {
    reading.stop();
    count.stop();
  }
};

const readWhole = async (ctx: RestContext, unreadable: string, begin: () => void): Promise<Text> => {
  try {
    readBody ??= loadReadBody();
    const read = await readBody;
    begin();
    await read(ctx, nothingMore);
  } catch (error) {
    return faultOf(error, unreadable);
  }
  return E.right(ctx.request.rawBody ?? '');
};

/**
 * Counts what the library reads, in the budget of bodies too. It begins together with the library, because a listener
 * for data starts the flow.
 */
const countBytes = (exchange: Exchange): { readonly begin: () => void; readonly stop: () => void } => {
  const { request, door } = exchange;
  const holding = door.bodies.open(() => breakBody(exchange, TOO_SLOW));
  holding.rank('kept');
  let size = 0;
  let pieces = 0;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    pieces += 1;
    holding.hold(size);
    if (isFragmented(pieces, size)) breakBody(exchange, FRAGMENTED);
  };
  return {
    begin: () => void request.on('data', onData),
    stop: () => {
      request.off('data', onData);
      holding.release();
    },
  };
};

const nothingMore = (): Promise<void> => Promise.resolve();

/** Maps the faults that the library (raw-body) distinguishes. */
const faultOf = (error: unknown, unreadable: string): Text => {
  const type = error instanceof Error && 'type' in error ? error.type : null;
  if (type === 'entity.too.large') return tooLarge(MAX_BYTES);
  if (type === 'request.aborted' || type === 'request.size.invalid') return E.left(CUT_SHORT);
  return malformed(unreadable);
};
