import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { many } from '../raw/line.js';
import { type MoveReport, type Prey, type Raid, tally, tokenOf, unlawful } from './raid.js';
import { hangUpAfter, timed, uploadOfPicture } from './sends.js';

const made = new Map<string, Promise<Buffer>>();

/** A webp of noise with noisy transparency, one tile over and over so that its file is small; made once a process. */
const noisyWebp = (side: number): Promise<Buffer> => {
  const found = made.get(String(side));
  if (found !== undefined) return found;
  const tile = Math.min(side, 64);
  const raw = { width: tile, height: tile, channels: 4 } as const;
  const nothing = { r: 0, g: 0, b: 0, alpha: 0 };
  const making = sharp({ create: { width: side, height: side, channels: 4, background: nothing } })
    .composite([{ input: randomBytes(tile * tile * 4), raw, tile: true, blend: 'source' }])
    .webp({ lossless: true, effort: 0 })
    .toBuffer();
  made.set(String(side), making);
  return making;
};

/** In milliseconds: what a small conversion may take beside large ones of another account (SAFETY N5). */
const BOUND = 2_000;

const smallOne = async (
  prey: Prey,
): Promise<{ figures: string; faults: readonly string[]; late: readonly string[] }> => {
  const { head, body } = uploadOfPicture(tokenOf(prey, 1), 'small.webp', await noisyWebp(2));
  const { status, took } = await timed(prey.restUrl, [head, body]);
  return {
    figures: `another account’s 2 × 2 webp after ${(took / 1_000).toFixed(1)} s`,
    faults: unlawful([status], [200]),
    late: took > BOUND ? [`another account’s small webp took over ${BOUND / 1_000} s`] : [],
  };
};

/** Large pictures of one account at once, and in the midst of them a small one of another. */
export const largeOnes = async (prey: Prey, side: number, count: number): Promise<MoveReport> => {
  const { head, body } = uploadOfPicture(tokenOf(prey), 'large.webp', await noisyWebp(side));
  const large = many(count, async () => (await timed(prey.restUrl, [head, body])).status);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const small = await smallOne(prey);
  const statuses = await large;
  return {
    ...small,
    tried: count,
    figures: `${body.length >> 10} KiB each: ${tally(statuses)}; ${small.figures}`,
    // 503: the account's own line is full, or its time in it was over.
    faults: [...small.faults, ...unlawful(statuses, [200, 422, 503])],
  };
};

/** The same with callers who hang up. */
const hungUp = async (prey: Prey, side: number, count: number): Promise<MoveReport> => {
  const { head, body } = uploadOfPicture(tokenOf(prey), 'large.webp', await noisyWebp(side));
  await many(count, () => hangUpAfter(prey.restUrl, [head, body], 300));
  return { tried: count, ...(await smallOne(prey)) };
};

export const conversions: Raid = (scale) => {
  const [side, count] = scale === 'whole' ? ([5_000, 16] as const) : ([300, 2] as const);
  return [
    { name: 'large webps of one account', run: (prey) => largeOnes(prey, side, count) },
    { name: 'large webps whose callers hang up', run: (prey) => hungUp(prey, side, count) },
  ];
};
