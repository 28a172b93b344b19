import { type Format } from '../../domain/model/media/media-rules.js';
import { type Recognition, recognized, unrecognized } from '../../domain/model/media/recognized.js';
import { type BoundedFile } from './bounded-file.js';

/**
 * Judges a file whose first bytes promise a format: the format it really is, left where it is broken or of a
 * kind we do not take. Takes a bounded number of steps on any bytes, and never rejects because of them.
 */
export type Recogniser = (file: BoundedFile) => Promise<Recognition>;

/** A recogniser of one format out of a yes or no. */
export const recogniserOf =
  (format: Format, judge: (file: BoundedFile) => Promise<boolean>): Recogniser =>
  async (file) =>
    (await judge(file)) ? recognized(format) : unrecognized();
