import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import fc from 'fast-check';
import { deliveryRecord } from '../../../../../src/adapters/stores/records/webhooks/delivery.js';
import { eventIdAt, type EventPlace } from '../../../../../src/domain/model/event/event-id.js';
import { deliveryIdOf, newDelivery } from '../../../../../src/domain/model/webhook/delivery.js';
import { endpointId } from '../../../../../src/domain/model/webhook/endpoint.js';
import { ACME, NOW } from '../../../../contracts/support.js';
import { anyDelivery } from '../../../../support/any-webhook.js';
import { faultsOf, throughJson } from '../faults-of.js';

const endpoint = { accountId: ACME, id: endpointId('e'.repeat(22)) };
const eventId = eventIdAt(1 as EventPlace, 'r'.repeat(8));
const made = newDelivery(
  { endpoint, id: deliveryIdOf(eventId, endpoint.id), eventId, type: 'message.sent', eventAt: NOW },
  false,
  NOW,
);
const flat = deliveryRecord.encode(made) as object;
const failedTry = { at: NOW, httpStatus: null, reason: 'timeout', ms: 15_000, body: null };

describe('the record of a delivery', () => {
  it('comes back as it was written, in every status', () => {
    fc.assert(
      fc.property(anyDelivery, (delivery) => {
        expect(deliveryRecord.is(delivery)).to.equal(true);
        expect(throughJson(deliveryRecord, delivery)).to.deep.equal(E.right(delivery));
      }),
    );
    for (const odd of [null, 7, {}, { endpoint }]) expect(deliveryRecord.is(odd)).to.equal(false);
  });

  it('has the ids of its endpoint beside the other fields', () => {
    expect(flat).to.include({ accountId: ACME, endpointId: endpoint.id, status: 'pending', nextTryAt: NOW });
    expect(flat).to.not.have.any.keys('endpoint', 'deliveredAt', 'reason');
  });

  for (const [what, damage, fields] of [
    ['no status', { status: undefined }, ['status']],
    ['a status that there is not', { status: 'lost' }, ['status']],
    ['no time of its next try while it is pending', { nextTryAt: null }, ['nextTryAt']],
    ['no time of delivery where it was delivered', { status: 'delivered' }, ['deliveredAt']],
    ['an unknown reason where it failed', { status: 'failed', reason: 'tired' }, ['reason']],
    ['no endpoint', { endpointId: 'we_', accountId: null }, ['accountId', 'endpointId']],
    ['an id that is none', { id: 'dlv_1', eventId: 'evt_1' }, ['id', 'eventId']],
    ['an unknown type', { type: 'message.seen' }, ['type']],
    [
      'a damaged try',
      { tries: [failedTry, { ...failedTry, reason: 'tired', ms: null }] },
      ['tries.1.reason', 'tries.1.ms'],
    ],
    ['a count below zero', { used: -1, round: 0.5 }, ['used', 'round']],
  ] as const)
    it(`does not decode with ${what}, and names the place`, () => {
      expect(faultsOf(deliveryRecord, { ...flat, ...damage })).to.deep.equal(fields);
    });

  it('does not decode where it lacks a field, or is no record at all', () => {
    for (const field of Object.keys(flat))
      expect(faultsOf(deliveryRecord, { ...flat, [field]: undefined }), field).to.deep.equal([field]);
    for (const odd of [null, undefined, 7, 'x', []]) expect(deliveryRecord.decode(odd)._tag).to.equal('Left');
  });
});
