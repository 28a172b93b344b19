import { readFileSync } from 'node:fs';

/** A file under `test/fixtures`, by its path there. */
export const fixture = (path: string): Buffer => readFileSync(new URL(`../fixtures/${path}`, import.meta.url));
