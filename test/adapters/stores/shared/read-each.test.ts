import { expect } from 'chai';
import { allOf, distinctDamages, readEach } from '../../../../src/adapters/stores/shared/read-each.js';

class Corrupt extends Error {}

describe('reading several records', () => {
  it('leaves out what is not there, and names what is damaged', () => {
    const read = (key: number): { readonly key: number } | undefined => {
      if (key === 2) throw new Corrupt(`record ${key} is damaged`);
      return key === 3 ? undefined : { key };
    };
    const { items, damaged } = readEach([4, 2, 3, 1], read, Corrupt);
    expect(items).to.deep.equal([{ key: 4 }, { key: 1 }]);
    expect(damaged.map(({ what }) => what)).to.deep.equal(['record 2 is damaged']);
    expect(damaged[0]?.cause).to.be.instanceOf(Corrupt);
  });

  it('ends at any other error', () => {
    const read = (): never => {
      throw new TypeError('a defect');
    };
    expect(() => readEach([1], read, Corrupt)).to.throw(TypeError);
    expect(readEach([], read, Corrupt)).to.deep.equal({ items: [], damaged: [] });
  });

  it('names a record once that was found damaged twice', () => {
    const one = { what: 'record 1', cause: new Corrupt() };
    const two = { what: 'record 2', cause: new Corrupt() };
    expect(distinctDamages([one, two, { ...one }]).map(({ what }) => what)).to.deep.equal(['record 1', 'record 2']);
  });

  it('leaves nothing out where that is asked for', () => {
    const cause = new Corrupt('record 2 is damaged');
    expect(allOf({ items: [1, 3], damaged: [] })).to.deep.equal([1, 3]);
    expect(() => allOf({ items: [1, 3], damaged: [{ what: cause.message, cause }] })).to.throw(Corrupt);
  });
});
