import { type Branded } from '../brand.js';

/** 1 to 255 printable ASCII characters, taken as written. */
export type IdempotencyKey = Branded<string, 'IdempotencyKey'>;
