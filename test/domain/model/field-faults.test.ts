import { expect } from 'chai';
import fc from 'fast-check';
import { inline, toInvalid, wrong } from '../../../src/domain/model/field-faults.js';

describe('The faults of fields', () => {
  it('are listed in the order of the fields, whatever the order they were found in', () => {
    const fields = ['phone', 'media_type', 'media_file', 'caption', 'contact_id', 'contact.email', 'idempotency_key'];
    fc.assert(
      fc.property(fc.shuffledSubarray(fields), (found) => {
        const { details } = toInvalid(found.map((field) => wrong(field, 'is wrong')));
        expect(Object.keys(details)).to.deep.equal(fields.filter((field) => found.includes(field)));
      }),
    );
  });

  it('of other fields come last, in the order they were found in', () => {
    const { details } = toInvalid(['status', 'limit', 'contact_id', 'cursor'].map((field) => wrong(field, 'is wrong')));
    expect(Object.keys(details)).to.deep.equal(['contact_id', 'status', 'limit', 'cursor']);
  });

  it('of one field keep the order they were found in', () => {
    const { details } = toInvalid([wrong('phone', 'is short'), wrong('caption', 'is long'), wrong('phone', 'is odd')]);
    expect(details).to.deep.equal({ phone: ['phone is short', 'phone is odd'], caption: ['caption is long'] });
  });

  it('keep the first sentence of the original, whatever stands before it', () => {
    const faults = [inline('media_file', 'Too large'), inline('media_file', 'Too odd'), wrong('phone', 'is short')];
    expect(toInvalid(faults).inline).to.equal('Too large');
  });

  it("take the names of an object's own parts for names of fields", () => {
    const { details } = toInvalid([wrong('__proto__', 'is wrong'), wrong('constructor', 'is wrong')]);
    expect(Object.keys(details)).to.deep.equal(['__proto__', 'constructor']);
  });
});
