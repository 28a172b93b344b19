import { expect } from 'chai';
import { makePins } from '../../src/kit/pins.js';

describe('pins', () => {
  it('stay until the last one is released', () => {
    const pins = makePins();
    expect(pins.has('a')).to.equal(false);
    const [one, two] = [pins.take('a'), pins.take('a')];
    one();
    expect(pins.has('a')).to.equal(true);
    two();
    expect(pins.has('a')).to.equal(false);
  });

  it('are released once, however often that is asked for', () => {
    const pins = makePins();
    const [one, two] = [pins.take('a'), pins.take('a')];
    one();
    one();
    expect(pins.has('a')).to.equal(true);
    two();
    const again = pins.take('a');
    one();
    two();
    expect(pins.has('a')).to.equal(true);
    again();
    expect(pins.has('a')).to.equal(false);
  });

  it('keep ids apart', () => {
    const pins = makePins();
    const release = pins.take('a');
    pins.take('b');
    release();
    expect([pins.has('a'), pins.has('b')]).to.deep.equal([false, true]);
  });
});
