import * as O from 'fp-ts/lib/Option.js';
import { type ByteRange } from '../../../../domain/ports/media-storage.js';

/** What a `Range` asks for: the whole file, one range of it, or bytes outside it. */
export type AskedRange =
  { readonly _tag: 'Whole' } | { readonly _tag: 'Part'; readonly range: ByteRange } | { readonly _tag: 'Outside' };

const whole: AskedRange = { _tag: 'Whole' };
const outside: AskedRange = { _tag: 'Outside' };

/** One range of bytes (RFC 9110, 14.1.2). A longer text has more than one range and does not match. */
const SINGLE = /^bytes=[ \t]*(?:([0-9]{1,15})-([0-9]{0,15})|-([0-9]{1,15}))[ \t]*$/i;
const LONGEST = 64;

/** Reads a `Range`. A malformed header, or one with several ranges, gets the whole file. */
export const askedRange = (header: string, size: number): AskedRange => {
  if (header.length > LONGEST) return whole;
  const found = SINGLE.exec(header);
  if (found === null) return whole;
  const [, from, to, suffix] = found;
  if (suffix !== undefined) return Number(suffix) === 0 ? outside : part(Math.max(0, size - Number(suffix)), size - 1);
  const first = Number(from);
  const last = to === undefined || to === '' ? size - 1 : Number(to);
  if (first > last && to !== '') return whole;
  return first >= size ? outside : part(first, Math.min(last, size - 1));
};

const part = (first: number, last: number): AskedRange => ({ _tag: 'Part', range: { first, last } });

export const rangeOf = (asked: AskedRange): O.Option<ByteRange> =>
  asked._tag === 'Part' ? O.some(asked.range) : O.none;
