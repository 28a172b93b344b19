import { expect } from 'chai';
import { stopped } from '../../../contracts/deliveries/filled.js';
import fc from 'fast-check';
import { exampleEvent } from '../../../../src/domain/model/event/example-event.js';
import { type EventType } from '../../../../src/domain/model/event/event-type.js';
import { HOUR, toTimestamp } from '../../../../src/domain/model/time.js';
import {
  type Delivery,
  deliveryBase,
  type DeliveryId,
  deliveryIdOf,
} from '../../../../src/domain/model/webhook/delivery.js';
import { NOW } from '../../../support/happy-ports.js';
import { asked, done, endpointWorld, faultsOf, OTHER_SECRET, refusedWith } from './world.js';

const URL = 'https://hooks.example.com/postcard';

/** An endpoint with a delivery of each of these events, an hour apart, the first of them delivered. */
const withDeliveries = async (...types: readonly EventType[]) => {
  const world = endpointWorld();
  const { calls, memory, clock } = world;
  const endpoint = await done(calls.create(asked({ url: URL })));
  const ids: DeliveryId[] = [];
  for (const type of types) {
    ids.push(deliveryIdOf(memory.append(exampleEvent(type, endpoint.accountId, clock.now())).id, endpoint.id));
    await clock.jump(HOUR);
  }
  await memory.events.relay(endpoint.accountId, clock.now())();
  const deliver = (one: Delivery): Delivery => ({ ...deliveryBase(one), status: 'delivered', deliveredAt: NOW });
  await memory.deliveries.change(
    endpoint,
    ids.slice(0, 1).map((id) => ({ id, change: deliver })),
    (one) => one,
  )();
  return { ...world, endpoint, ids, id: { endpointId: endpoint.id } };
};

const THREE = ['message.sent', 'message.failed', 'contact.created'] as const;

describe('the deliveries of an endpoint', () => {
  it('are listed newest first, page by page, each once', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE, ...THREE, 'message.read');
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: Record<string, string> = { limit: '2', ...(cursor === null ? {} : { cursor }) };
      const page = await done(calls.deliveries(asked({}, { ...id, query })));
      seen.push(...page.deliveries.map((delivery) => delivery.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).to.deep.equal(ids.toReversed());
  });

  it('are found by status and event', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE);
    const found = async (query: Record<string, string>) =>
      (await done(calls.deliveries(asked({}, { ...id, query })))).deliveries.map((one) => ids.indexOf(one.id));
    expect(await found({ status: 'delivered' })).to.deep.equal([0]);
    expect(await found({ status: 'pending' })).to.deep.equal([2, 1]);
    expect(await found({ status: 'failed' })).to.deep.equal([]);
    expect(await found({ event: 'message.failed', status: '' })).to.deep.equal([1]);
    expect(await found({ event: 'message.failed', status: 'delivered' })).to.deep.equal([]);
  });

  for (const [name, value] of [
    ['status', 'gone'],
    ['status', 'all'],
    ['event', 'message'],
    ['limit', '0'],
    ['limit', '101'],
    ['since', '2026-01-01'],
    ['cursor', 'x'],
  ] as const)
    it(`are not listed for ${name}=${value}`, async () => {
      const { calls, id } = await withDeliveries(...THREE);
      const faults = await faultsOf(calls.deliveries(asked({}, { ...id, query: { [name]: value } })));
      expect(Object.keys(faults)).to.deep.equal([name]);
    });

  it('take no cursor but their own', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE);
    const page = await done(calls.deliveries(asked({}, { ...id, query: { limit: '1' } })));
    const cursor = String(page.nextCursor);
    const another = await done(calls.create(asked({ url: URL })));
    const foreign = await done(calls.create(asked({ url: URL }, { as: OTHER_SECRET })));
    const refused = async (text: string, whose = {}) =>
      expect(
        Object.keys(await faultsOf(calls.deliveries(asked({}, { ...id, ...whose, query: { cursor: text } })))),
      ).to.deep.equal(['cursor']);
    await refused(cursor, { endpointId: another.id });
    await refused(cursor, { endpointId: foreign.id, as: OTHER_SECRET });
    await refused(String(ids[0]));
    await refused(`${ids[0]}.${cursor.split('.')[1]}`);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: cursor.length - 1 }), fc.constantFrom('0', 'a', '.', '_'), async (at, letter) => {
        const forged = cursor.slice(0, at) + letter + cursor.slice(at + 1);
        if (forged !== cursor) await refused(forged);
      }),
      { numRuns: 40 },
    );
  });

  it('are nothing to another account or endpoint, and have no other id', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE);
    const another = await done(calls.create(asked({ url: URL })));
    const deliveryId = String(ids[0]);
    for (const way of [calls.delivery, calls.replay]) {
      expect(await refusedWith(way(asked({}, { ...id, deliveryId, as: OTHER_SECRET })))).to.deep.equal({
        _tag: 'NotFound',
        what: 'webhook_endpoint',
      });
      for (const whose of [{ endpointId: another.id, deliveryId }, ...['', 'dlv_', 'x', '../..'].map(idOnly(id))])
        expect(await refusedWith(way(asked({}, whose)))).to.deep.equal({ _tag: 'NotFound', what: 'delivery' });
    }
  });
});

const idOnly = (id: { readonly endpointId: string }) => (deliveryId: string) => ({ ...id, deliveryId });

describe('a replay', () => {
  it('of one makes it due now, at the start of its schedule, whatever its status', async () => {
    const { calls, id, ids, clock } = await withDeliveries(...THREE);
    for (const [index, deliveryId] of ids.entries()) {
      const delivery = await done(calls.replay(asked({}, { ...id, deliveryId })));
      expect(delivery, String(index)).to.deep.include({ status: 'pending', nextTryAt: clock.now(), used: 0, round: 1 });
    }
  });

  it('of many makes those due that fit: by default those that failed', async () => {
    const { calls, id, memory, endpoint } = await withDeliveries(...THREE);
    const replayed = (members: object) => done(calls.replayMany(asked({ ...members }, id)));
    const since = toTimestamp(NOW);
    expect(await replayed({ since })).to.equal(0);
    expect(await replayed({ since, status: 'delivered' })).to.equal(1);
    expect(await replayed({ since, status: 'all' })).to.equal(3);
    expect(await replayed({ since, status: 'pending' })).to.equal(3);
    expect(await replayed({ since: toTimestamp(NOW + 1), status: 'all' })).to.equal(2);
    expect(await replayed({ since, until: toTimestamp(NOW + HOUR), status: 'all' })).to.equal(1);
    expect(await replayed({ since, until: null, status: null })).to.equal(0);
    await stopped(memory, endpoint);
    expect(await replayed({ since })).to.equal(3);
  });

  for (const [members, names] of [
    [{}, ['since']],
    [{ since: null }, ['since']],
    [{ since: 'yesterday' }, ['since']],
    [{ since: 1_795_435_260 }, ['since']],
    [{ since: '2026-01-01', until: 'x', status: 'gone', more: 1 }, ['until', 'status', 'more']],
  ] as const)
    it(`of many is refused with ${JSON.stringify(members)}`, async () => {
      const { calls, id } = await withDeliveries(...THREE);
      expect(Object.keys(await faultsOf(calls.replayMany(asked(members, id))))).to.deep.equal(names);
    });

  it('takes nothing else', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE);
    const faults = await faultsOf(calls.replay(asked({ since: '2026-01-01' }, { ...id, deliveryId: String(ids[0]) })));
    expect(Object.keys(faults)).to.deep.equal(['since']);
  });

  it('is a conflict while the endpoint is disabled', async () => {
    const { calls, id, ids } = await withDeliveries(...THREE);
    await done(calls.change(asked({ enabled: false }, id)));
    const conflict = { _tag: 'Conflict', details: { enabled: false } };
    expect(await refusedWith(calls.replay(asked({}, { ...id, deliveryId: String(ids[0]) })))).to.deep.equal(conflict);
    expect(await refusedWith(calls.replayMany(asked({ since: '2026-01-01' }, id)))).to.deep.equal(conflict);
  });
});

describe('what waits for an endpoint', () => {
  const statuses = async ({ calls, id }: Pick<Awaited<ReturnType<typeof withDeliveries>>, 'calls' | 'id'>) =>
    (await done(calls.deliveries(asked({}, id)))).deliveries.map((one) =>
      one.status === 'failed' ? one.reason : one.status,
    );

  it('fails when it is disabled, and stays so when it is enabled', async () => {
    const world = await withDeliveries(...THREE);
    await done(world.calls.change(asked({ enabled: false }, world.id)));
    const stopped = ['endpoint_disabled', 'endpoint_disabled', 'delivered'];
    expect(await statuses(world)).to.deep.equal(stopped);
    await done(world.calls.change(asked({ enabled: true }, world.id)));
    expect(await statuses(world)).to.deep.equal(stopped);
  });

  it('fails before it is enabled, where nobody had stopped it', async () => {
    const world = await withDeliveries(...THREE);
    const { memory, endpoint } = world;
    const disabled = { reason: 'gone', at: NOW } as const;
    await memory.endpoints.update(endpoint.accountId, endpoint.id, (one) => ({ ...one, disabled }))();
    await done(world.calls.change(asked({ enabled: true }, world.id)));
    expect(await statuses(world)).to.deep.equal(['endpoint_disabled', 'endpoint_disabled', 'delivered']);
  });

  it('goes on waiting where an enabled endpoint is enabled again', async () => {
    const world = await withDeliveries(...THREE);
    await done(world.calls.change(asked({ enabled: true }, world.id)));
    expect(await statuses(world)).to.deep.equal(['pending', 'pending', 'delivered']);
  });
});
