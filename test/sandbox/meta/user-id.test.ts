import { expect } from 'chai';
import fc from 'fast-check';
import { fateOf } from '../../../src/sandbox/meta/behaviours.js';
import { countryOf } from '../../../src/sandbox/meta/countries.js';
import { errorCodes } from '../../../src/sandbox/meta/error-codes.js';
import { deriveUserId, isUserId } from '../../../src/sandbox/meta/user-id.js';

const phone = fc.stringMatching(/^[1-9]\d{6,14}$/);

describe('user ids of the sandbox', () => {
  it("are two capitals, a dot and 20 digits, the same for the same arguments and no others'", () => {
    fc.assert(
      fc.property(phone, fc.nat(3), fc.string(), (number, generation, secret) => {
        const id = deriveUserId(secret, number, generation);
        expect(id).to.match(/^[A-Z]{2}\.[1-9]\d{19}$/);
        expect(isUserId(id)).to.equal(true);
        expect(deriveUserId(secret, number, generation)).to.equal(id);
        expect(deriveUserId(secret, number, generation + 1)).to.not.equal(id);
        expect(deriveUserId(`${secret}!`, number, generation)).to.not.equal(id);
      }),
      { seed: 15 },
    );
  });

  it('bring about the fault of their number, and no other fault', () => {
    const fault = fc.constantFrom(...errorCodes.map(({ code }) => `1415${String(code).padStart(6, '0')}`));
    fc.assert(
      fc.property(fc.oneof(phone, fault), (number) => {
        expect(fateOf(deriveUserId('s', number, 0))).to.equal(fateOf(number));
      }),
      { seed: 15, numRuns: 500 },
    );
  });

  it("begin with the number's country, or ZZ", () => {
    const countries = { 14155550123: 'US', 4915112345678: 'DE', 298123456: 'FO', 447700900000: 'GB', 999123456: 'ZZ' };
    for (const [number, country] of Object.entries(countries)) expect(countryOf(number), number).to.equal(country);
    expect(countryOf('5511999998888')).to.equal('BR');
  });

  it('have the form that Meta documents', () => {
    for (const good of ['US.1', 'US.ENT.11815799212886844830', 'DE.aZ09', `US.${'a'.repeat(128)}`, 'US.ENT'])
      expect(isUserId(good), good).to.equal(true);
    const bad = ['us.1', 'US.', 'US', 'USA.1', 'U.1', 'US.1 ', 'US.1\n', 'US.a-b', 'US.ENT.', 'US.ent.1', 'US.é', ''];
    for (const text of [...bad, `US.${'a'.repeat(129)}`, 'US.1.2', 14155550123, null, undefined, {}, ['US.1']])
      expect(isUserId(text), JSON.stringify(text)).to.equal(false);
  });
});
