import { setFlagsFromString } from 'node:v8';

/** By how much the old objects may grow before they are collected, in percent. V8 lets them grow up to fourfold. */
const GROWTH = 100;

/**
 * Lets V8 collect old objects early, while there are few of them. A collection holds the event loop for as long as it
 * has objects to free outside of V8's heap, such as HTTP/2 streams and their headers. A flood of streams cost 220 to 270
 * MiB, and costs 120 (measured, Node 20). A growth of 20 % makes that 80, and uploads take twice their processor time:
 * each piece of a file counts as growth.
 *
 * To be called before modules are loaded: it counts from the next collection on, and V8's first ones come meanwhile.
 */
export const collectEarly = (): void => setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
