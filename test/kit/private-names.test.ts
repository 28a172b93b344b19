import { expect } from 'chai';
import { isPrivateNetwork, isPublicTopLevel } from '../../src/kit/private-names.js';

describe('private top-level labels', () => {
  it('are those of private networks', () => {
    expect(['local', 'internal', 'localhost'].filter(isPrivateNetwork)).to.have.length(3);
    expect(['com', 'lan', 'test', 'locals', ''].filter(isPrivateNetwork)).to.deep.equal([]);
  });

  it('are not public, and neither are those that no public server resolves, nor a number', () => {
    for (const label of ['local', 'internal', 'localhost', 'test', 'onion', 'arpa', 'lan', 'home', '10', '0'])
      expect(isPublicTopLevel(label), label).to.equal(false);
    for (const label of ['com', 'example-shop', 'de', 'xn--p1ai', '4u', 'tests'])
      expect(isPublicTopLevel(label), label).to.equal(true);
  });
});
