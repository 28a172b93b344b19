import { expect } from 'chai';
import * as t from 'io-ts';
import { nullable, positive, strict } from '../../../../src/adapters/stores/records/codecs.js';
import { decode } from '../../../../src/adapters/stores/shared/decode.js';

interface Pet {
  readonly id: number;
  readonly owner: { readonly name: string } | null;
}
const pet = strict<Pet>('pet', {
  id: positive,
  owner: nullable(strict<NonNullable<Pet['owner']>>('owner', { name: t.string })),
});

/** What is said of a record that does not decode. */
const saidOf = (value: unknown): string => {
  try {
    decode(pet, value, (paths) => new RangeError(paths));
  } catch (error) {
    return error instanceof RangeError ? error.message : expect.fail(String(error));
  }
  return expect.fail('decodes');
};

describe('a record', () => {
  it('is read without what is stored beside its fields', () => {
    expect(decode(pet, { id: 1, owner: null, later: true }, Error)).to.deep.equal({ id: 1, owner: null });
  });

  it('that does not decode is named by all its fields at fault, and by nothing that they hold', () => {
    expect(saidOf({ id: 0, owner: { name: 7 } })).to.equal('id, owner.name');
    expect(saidOf({ id: 'secret', owner: 'secret' })).to.equal('id, owner');
    expect(saidOf({})).to.equal('id, owner');
    for (const odd of [null, 'secret', 7, undefined]) expect(saidOf(odd)).to.equal('the whole');
  });
});
