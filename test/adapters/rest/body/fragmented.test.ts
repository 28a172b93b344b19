import { expect } from 'chai';
import { isFragmented } from '../../../../src/adapters/rest/body/fragmented.js';

describe('a body in small pieces', () => {
  it('is refused from the piece after the thousandth on, where they are under 16 bytes on average', () => {
    expect(isFragmented(1_000, 1_000)).to.equal(false);
    expect(isFragmented(1_001, 1_001)).to.equal(true);
    expect(isFragmented(1_001, 16 * 1_001 - 1)).to.equal(true);
    expect(isFragmented(1_001, 16 * 1_001)).to.equal(false);
  });
});
