import { readFileSync } from 'node:fs';

/** A file of test/fixtures/cases, whose README says what is special in each. */
export const caseFile = (name: string): Buffer => readFileSync(new URL(`../fixtures/cases/${name}`, import.meta.url));
