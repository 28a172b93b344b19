import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { parts } from '../parts.js';
import { raidParts } from '../rows/raids.js';

/** What it shows is a ratio of times and nothing else; or all of them are tasted on one server. */
const NEVER_TASTED = ['noise', ...Object.keys(raidParts)];

describe('the service under fire', () => {
  it('has a taste of each part', () => {
    const tasted = readdirSync(new URL('.', import.meta.url)).map((name) => name.replace('.test.ts', ''));
    const names = [...Object.keys(parts.files), 'raids'].filter((name) => !NEVER_TASTED.includes(name));
    expect(tasted.filter((name) => name !== 'parts').sort()).to.deep.equal(names.sort());
  });
});
