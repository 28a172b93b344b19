import type sharp from 'sharp';

export type Sharp = typeof sharp;

let loading: Promise<Sharp> | undefined;

/**
 * Loads sharp when it is first needed: a service that sees no WebP never pays for its memory. It keeps no cache,
 * since no picture comes twice, and works on one thread a picture.
 */
export const loadSharp = (): Promise<Sharp> =>
  (loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false);
    sharp.concurrency(1);
    return sharp;
  }));
