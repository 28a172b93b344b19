import * as E from 'fp-ts/lib/Either.js';
import { MongoError, ObjectId } from 'mongodb';
import { type RateLimiter } from '../../../domain/ports/rate-limiter.js';
import { rateLimitOf, type RateWindow, WINDOW_SECONDS } from '../../../domain/model/account/rate-limit.js';
import { realTime } from '../../../kit/time/timer.js';
import { memoryRateLimiter } from '../shared/memory-rate-limiter.js';
import { openWindows } from '../shared/open-windows.js';
import { StoreFault, storingEither } from '../shared/store-fault.js';
import { isCount } from './database/answers.js';
import { type AnyDocument, type Database } from './database/database.js';
import { equal } from './database/documents.js';
import { isDuplicate, NoAnswer, OddAnswer } from './database/faults.js';

/** A window that this node has seen. */
interface SeenWindow {
  /** Its name in the document; null if an earlier version opened it. */
  readonly name: string | null;
  readonly endsAt: number;
}

/**
 * Rate limits that all nodes share. They are exact, because each call is counted by one atomic update. If the database
 * fails, each node counts alone.
 *
 * Each node measures by its own monotonic clock how long it has seen a window, and replaces it by the next one once it
 * is over. The name in the filter lets one node do so. The time on the wall in `expire` only says how much of a window
 * is left that another node, or this one before a restart, has opened. It never says more than a window's length, and
 * each call lowers it to that, so that a clock that was set back keeps no window open. It also lets the database remove
 * what is old.
 */
export const mongodbRateLimiter = (
  database: Database,
  windowSeconds = WINDOW_SECONDS,
  { now } = realTime,
): RateLimiter => {
  const collection = database.collection('rateLimits');
  const length = windowSeconds * 1_000;
  const seen = openWindows<SeenWindow>(now);
  const alone = memoryRateLimiter(windowSeconds, { ...realTime, now });

  const countIn = (key: string, name: string | null, endsAt: number, consumed: number): RateWindow => {
    seen.set(key, { name, endsAt });
    return { consumed, endsAt };
  };

  /** Counts a call in the window that is stored. Opens one if there is none. */
  const add = async (key: string): Promise<RateWindow> => {
    const fresh = new ObjectId().toHexString();
    const begun = now();
    const counted = { $inc: { points: 1 }, $min: { expire: expiry() }, $setOnInsert: { window: fresh } };
    const found = await unlessRaced(
      collection.findOneAndUpdate(equal({ key }), counted, { upsert: true, returnDocument: 'after' }),
    );
    if (found === 'raced') return add(key);
    const { name, points } = windowIn(found);
    const known = seen.get(key);
    if (known?.name === name) return { consumed: points, endsAt: known.endsAt };
    const left = name === fresh ? length : leftOf(found);
    return left <= 0 ? replace(key, name) : countIn(key, name, begun + left, points);
  };

  /** Opens the window after the one with this name, unless another node has done so. */
  const replace = async (key: string, name: string | null): Promise<RateWindow> => {
    const fresh = new ObjectId().toHexString();
    const begun = now();
    const opened = { $set: { window: fresh, points: 1, expire: expiry() } };
    const found = await database.within(
      collection.findOneAndUpdate(equal({ key, window: name }), opened, { returnDocument: 'after' }),
    );
    return found?.['window'] === fresh ? countIn(key, fresh, begun + length, 1) : add(key);
  };

  const expiry = (): Date => new Date(Date.now() + length);
  const leftOf = (found: AnyDocument | null): number => {
    const expire: unknown = found?.['expire'];
    return expire instanceof Date ? Math.min(length, expire.getTime() - Date.now()) : length;
  };
  const unlessRaced = async <A>(update: Promise<A>): Promise<A | 'raced'> => {
    try {
      return await database.within(update);
    } catch (error) {
      // Two callers began the same document at once, and the other one created it.
      if (isDuplicate(error)) return 'raced';
      throw error;
    }
  };

  const count = (key: string): Promise<RateWindow> => {
    const known = seen.get(key);
    return known !== undefined && known.endsAt <= now() ? replace(key, known.name) : add(key);
  };

  return {
    count: (tokenId, limit) =>
      storingEither(async () => {
        try {
          return E.right(rateLimitOf(limit, await count(tokenId), now()));
        } catch (error) {
          // A silent database would let the caller wait once more, at its next step.
          const isSilent = error instanceof StoreFault && error.cause instanceof NoAnswer;
          if (isSilent || !(error instanceof StoreFault || error instanceof MongoError)) throw error;
          return alone.count(tokenId, limit)();
        }
      }),
  };
};

/** Throws `StoreFault` if the answer has no count. */
const windowIn = (found: AnyDocument | null): { readonly name: string | null; readonly points: number } => {
  const points: unknown = found?.['points'];
  const name: unknown = found?.['window'];
  if (!isCount(points)) throw new StoreFault(new OddAnswer('findAndModify of rateLimits'));
  return { name: typeof name === 'string' ? name : null, points };
};
