/**
 * Bytes as they arrive. Pulling is the backpressure; leaving the loop early tells the provider to stop.
 *
 * Law: it never throws. A source that breaks ends the iteration early, and whoever handed the bytes out says
 * afterwards whether they were whole: the next pull of `parts` yields a fault, `download` answers one.
 */
export type Bytes = AsyncIterable<Uint8Array>;

/** 1 MB in every limit of the API, in bytes. */
export const MEGABYTE = 1_048_576;
