import { expect } from 'chai';
import { distState } from '../../deploy/build/state.mjs';

const stamp = { digest: 'a1', modules: ['main', 'cli/main'] };
const built = new Set(['main', 'cli/main']);

describe('the state of dist', () => {
  it('is current where it was built from these sources', () => {
    expect(distState({ digest: 'a1', stamp, built })).to.equal('current');
  });

  it('is current with files that tsc did not write', () => {
    expect(distState({ digest: 'a1', stamp, built: new Set([...built, 'console/bundle']) })).to.equal('current');
  });

  it('is stale where the sources are others, newer or older', () => {
    expect(distState({ digest: 'b2', stamp, built })).to.equal('stale');
  });

  it('is stale after a build that failed or was cut', () => {
    expect(distState({ digest: 'a1', stamp: { ...stamp, digest: null }, built })).to.equal('stale');
  });

  it('is stale where it does not say what it was built from', () => {
    expect(distState({ digest: 'a1', stamp: null, built })).to.equal('stale');
  });

  it('is missing where there is none, stamp or no stamp', () => {
    expect(distState({ digest: 'a1', stamp: null, built: new Set() })).to.equal('missing');
    expect(distState({ digest: 'a1', stamp, built: new Set() })).to.equal('missing');
  });

  it('is missing where a part of it is', () => {
    expect(distState({ digest: 'a1', stamp, built: new Set(['main']) })).to.equal('missing');
    expect(distState({ digest: 'b2', stamp, built: new Set(['cli/main']) })).to.equal('missing');
  });

  it('needs no build where there are no sources', () => {
    expect(distState({ digest: null, stamp: null, built })).to.equal('packaged');
  });
});
