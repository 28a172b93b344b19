import { type Row } from './report.js';
import { type Trial } from './stand.js';

/** How much is done: everything with its figures, or a taste of it for the test suite, which judges no figures. */
export type Scale = 'whole' | 'smoke';

/** One of the things that are done to a service, as rows of the table. */
export type Part = (trial: Trial, scale: Scale) => Promise<readonly Row[]>;
