import { expect } from 'chai';
import { makeShares } from '../../src/kit/shares.js';

const stage = () => {
  const shares = makeShares<string>(100);
  const woken: string[] = [];
  const open = (owner: string, name: string) => shares.open(owner, () => void woken.push(name));
  return { open, woken };
};

describe('shares', () => {
  it('let the holders of an owner wait beyond its share, but for the longest', () => {
    const { open } = stage();
    const [first, second] = [open('a', 'first'), open('a', 'second')];
    expect(first.hold(60)).to.equal(true);
    expect(second.hold(40)).to.equal(true);
    expect(second.hold(41)).to.equal(false);
    expect(first.hold(80)).to.equal(true);
  });

  it('let nobody wait for another owner', () => {
    const { open } = stage();
    open('a', 'a').hold(500);
    expect(open('b', 'b').hold(100)).to.equal(true);
  });

  it('wake those that wait once there is room, or once they are the longest', () => {
    const { open, woken } = stage();
    const [first, second, third] = [open('a', 'first'), open('a', 'second'), open('a', 'third')];
    first.hold(90);
    second.hold(60);
    third.hold(60);
    expect(woken).to.deep.equal([]);
    first.hold(0);
    expect(woken).to.deep.equal(['second']);
    second.release();
    expect(woken).to.deep.equal(['second', 'third']);
  });
});
