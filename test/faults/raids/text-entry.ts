import { type Prey } from './raid.js';

/** A status, what became of a gRPC call, or null where no answer came. */
export type Outcome = number | string | null;

/** A place where a stranger's text comes in, and how much of it is let in. */
export interface Entry {
  readonly name: string;
  /** In UTF-16 units, or bytes where it is a header. */
  readonly length: number;
  /** Sends one text there, and says what came of it. */
  readonly send: (prey: Prey, text: string) => Promise<Outcome>;
}

/** What fits into a request with its other headers: 16 KiB in all. */
export const HEADER = 15_000;

/** A text as the bytes of a header or a target, one character each; without what would end it. */
export const latin1 = (text: string): string =>
  Buffer.from(text)
    .toString('latin1')
    // eslint-disable-next-line no-control-regex
    .replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '')
    .slice(0, HEADER);
