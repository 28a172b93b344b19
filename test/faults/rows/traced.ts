import { type Part } from '../part.js';
import { whyNoStrace } from '../strace.js';

/** A part that needs strace; where there is none its row says so. */
export const traced =
  (trial: string, demanded: string, part: Part): Part =>
  async (...given) => {
    const why = whyNoStrace();
    return why === null ? part(...given) : [{ trial, demanded, measured: why, holds: null }];
  };
