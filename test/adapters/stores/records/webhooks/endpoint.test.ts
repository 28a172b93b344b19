import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { endpointRecord } from '../../../../../src/adapters/stores/records/webhooks/endpoint.js';
import { anyEndpoint } from '../../../../support/any-webhook.js';
import { faultsOf, throughJson } from '../faults-of.js';

const [one] = fc.sample(
  anyEndpoint.map((endpoint) => ({ ...endpoint, sealed: false })),
  { numRuns: 1, seed: 7 },
);

describe('the record of a webhook endpoint', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(anyEndpoint, fc.boolean(), (endpoint, sealed) => {
        expect(throughJson(endpointRecord, { ...endpoint, sealed })).to.deep.equal(E.right({ ...endpoint, sealed }));
      }),
    );
  });

  for (const [what, damage, fields] of [
    ['an id that is none', { id: 'we_1' }, ['id']],
    ['an event that there is not', { events: ['message.sent', 'message.seen'] }, ['events.1']],
    ['an unknown reason', { disabled: { reason: 'tired', at: 1 } }, ['disabled.reason']],
    ['no time of being disabled', { disabled: { reason: 'gone' } }, ['disabled.at']],
    ['no secret', { secret: null }, ['secret']],
    ['an old secret without an end', { oldSecret: { secret: 'x', validUntil: null } }, ['oldSecret.validUntil']],
    ['a place before the first', { behind: -1 }, ['behind']],
    ['no word of sealing', { sealed: undefined }, ['sealed']],
  ] as const)
    it(`does not decode with ${what}, and names the place`, () => {
      expect(faultsOf(endpointRecord, { ...one, ...damage })).to.deep.equal(fields);
    });

  it('does not decode where it lacks a field, or is no record at all', () => {
    for (const field of Object.keys(one ?? {}))
      expect(faultsOf(endpointRecord, { ...one, [field]: undefined }), field).to.deep.equal([field]);
    for (const odd of [null, undefined, 7, 'x', []]) expect(endpointRecord.decode(odd)._tag).to.equal('Left');
  });
});
