import { type Row } from './report.js';
import { type Trial } from './stand.js';

/** How much is done: everything, or a taste of it that fits into the test suite. */
export type Scale = 'whole' | 'smoke';

/** One of the things that are done to a service, as rows of the table. */
export type Part = (trial: Trial, scale: Scale) => Promise<readonly Row[]>;
