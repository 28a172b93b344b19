import { MINUTE, SECOND } from '../../../domain/model/time.js';

/** Time limits and pauses of calls to WhatsApp, in milliseconds. */
export interface Budget {
  /** Connecting: name look-up, TCP and TLS. */
  readonly connectMs: number;
  /** From the first byte of a message on the wire to the last byte of its answer. */
  readonly answerMs: number;
  /** All tries to send a message, pauses included, without its upload. */
  readonly allTriesMs: number;
  /** All tries to upload a file, pauses included. */
  readonly uploadMs: number;
  /** Between two renewals of the lease while an upload runs. */
  readonly renewEveryMs: number;
  /** The first pause before a retry; later ones grow. */
  readonly firstPauseMs: number;
}

export const defaultBudget: Budget = {
  connectMs: 5 * SECOND,
  answerMs: 20 * SECOND,
  allTriesMs: 45 * SECOND,
  uploadMs: 2 * MINUTE,
  renewEveryMs: 30 * SECOND,
  firstPauseMs: SECOND / 2,
};
