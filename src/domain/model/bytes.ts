/**
 * Bytes as they arrive. Pulling is the backpressure. Leaving the loop early stops the provider.
 *
 * Law: it never throws. A source that breaks ends the iteration early. The provider of the bytes reports afterwards
 * whether they were whole: the next pull of `parts` yields a fault, `download` returns one.
 */
export type Bytes = AsyncIterable<Uint8Array>;

/** 1 MB in every limit of the API, in bytes. */
export const MEGABYTE = 1_048_576;
