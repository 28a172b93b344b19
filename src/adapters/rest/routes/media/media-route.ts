import { Semaphore } from 'async-mutex';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { pipeline } from 'node:stream/promises';
import { type MediaStorage, type StoredMedia } from '../../../../domain/ports/media-storage.js';
import { type Damaged } from '../../../../domain/ports/store.js';
import { refuse } from '../../answer/refuse.js';
import { askedRange, rangeOf } from './byte-range.js';
import { type RestContext, type RestHandler } from '../../exchange/context.js';
import { describeCause } from '../../../../kit/logging/describe-cause.js';
import { type LimitedLines } from '../../../../kit/logging/limited-lines.js';
import { pacedBytes, READS_AT_ONCE } from './paced-bytes.js';
import { cacheHeaders, isKnown, mediaHeaders, rangeApplies } from './media-headers.js';
import { type MediaPath, parseMediaPath } from '../../../../domain/model/media/media-path.js';

export interface MediaRouteParts {
  readonly mediaStorage: Pick<MediaStorage, 'open'>;
  /** Called with each damaged file that is asked for. */
  readonly onDamaged: (damaged: Damaged) => void;
  /** Bounds the log lines of files that cannot be read now. */
  readonly refusals: LimitedLines;
}

/**
 * `GET` and `HEAD /media/{id}/{name}`: a published file, for any client that knows its id. A file that is gone or damaged
 * is not found; only the log says more. While the store cannot say whether there is one, the answer is 503.
 */
export const mediaRoute = (parts: MediaRouteParts): RestHandler => {
  const { mediaStorage, onDamaged, refusals } = parts;
  const reads = new Semaphore(READS_AT_ONCE);
  return async (ctx) => {
    const path = parseMediaPath(ctx.path);
    if (O.isNone(path)) return refuse(ctx, { _tag: 'NoSuchPath' });
    const opened = await mediaStorage.open(path.value.id)();
    if (E.isLeft(opened)) {
      if (opened.left._tag === 'Unavailable')
        return refuse(ctx, refusals.allow() ? opened.left : { ...opened.left, cause: undefined });
      onDamaged(opened.left);
      return refuse(ctx, { _tag: 'NoSuchPath' });
    }
    if (O.isNone(opened.right)) return refuse(ctx, { _tag: 'NoSuchPath' });
    const file = opened.right.value;
    try {
      await serve(ctx, path.value, file, parts, reads);
    } finally {
      await file.close();
    }
  };
};

const serve = async (
  ctx: RestContext,
  { id, name }: MediaPath,
  file: StoredMedia,
  { refusals }: MediaRouteParts,
  reads: Semaphore,
): Promise<void> => {
  if (isKnown(ctx.get('If-None-Match'), id)) {
    ctx.set(cacheHeaders(id));
    ctx.status = 304;
    return;
  }
  const isHead = ctx.method === 'HEAD';
  // RFC 9110, 14.2: a range applies to GET only.
  const asked = askedRange(isHead || !rangeApplies(ctx.get('If-Range'), id) ? '' : ctx.get('Range'), file.sizeBytes);
  if (asked._tag === 'Outside') {
    ctx.set('Content-Range', `bytes */${file.sizeBytes}`);
    return refuse(ctx, { _tag: 'RangeNotSatisfiable' });
  }
  ctx.set(mediaHeaders(id, file.type, name));
  ctx.status = asked._tag === 'Part' ? 206 : 200;
  if (asked._tag === 'Part')
    ctx.set('Content-Range', `bytes ${asked.range.first}-${asked.range.last}/${file.sizeBytes}`);
  ctx.length = asked._tag === 'Part' ? asked.range.last - asked.range.first + 1 : file.sizeBytes;
  if (isHead) return;

  ctx.respond = false;
  try {
    await pipeline(pacedBytes(file.bytes(rangeOf(asked)), reads), ctx.res);
  } catch (error) {
    // The status is already sent. Cutting the connection is the only way to report that the file is not whole.
    ctx.res.destroy();
    const isHangUp = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isHangUp && !refusals.allow()) return;
    ctx.state.log[isHangUp ? 'debug' : 'error'](
      { request_id: ctx.state.exchange.requestId, cause: describeCause(error) },
      'download broke off',
    );
  }
};
