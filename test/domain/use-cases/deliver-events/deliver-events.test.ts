import { expect } from 'chai';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { DAY, HOUR, SECOND } from '../../../../src/domain/model/time.js';
import { replayedDelivery } from '../../../../src/domain/model/webhook/delivery.js';
import { changedEndpoint, type EndpointUrl, withNewSecret } from '../../../../src/domain/model/webhook/endpoint.js';
import { webhookSecret } from '../../../../src/domain/model/webhook/webhook-secret.js';
import { makeDeliverEvents } from '../../../../src/domain/use-cases/deliver-events/deliver-events.js';
import { ACME, deliveryWorld, down, hanging, ok } from './world.js';

describe('the delivery of events', () => {
  it('tries each event once at each endpoint that was there and wants it', async () => {
    const { clock, newEndpoint, happen, deliver, callsTo, memory } = deliveryWorld();
    const [before] = happen();
    const all = await newEndpoint(ACME, ok);
    const some = await newEndpoint(ACME, ok);
    await newEndpoint(2 as AccountId, ok);
    await memory.endpoints.update(ACME, some.id, (one) => ({ ...one, events: ['contact.created'] }))();
    deliver.start();
    const sent = happen(100);
    const created = happen(1, ACME, 'contact.created');
    await clock.pass(10 * SECOND);
    const idsAt = (endpoint: typeof all) => callsTo(endpoint).map(({ call }) => call.event.id);
    expect(idsAt(all)).to.have.members([...sent, ...created].map(({ id }) => id));
    expect(idsAt(some)).to.deep.equal(created.map(({ id }) => id));
    expect(idsAt(all)).to.not.include(before?.id);
  });

  it('begins at once, and not only at the next look', async () => {
    const { clock, newEndpoint, happen, deliver, callsTo } = deliveryWorld();
    const endpoint = await newEndpoint(ACME, ok);
    deliver.start();
    await clock.pass(500);
    happen();
    await clock.pass(100);
    expect(callsTo(endpoint)).to.have.length(1);
  });

  it('takes up what was written by others, and what is left from before', async () => {
    const { clock, newEndpoint, happen, deliver, callsTo, ports } = deliveryWorld();
    const endpoint = await newEndpoint(ACME, ok);
    const silent = makeDeliverEvents({ ...ports, events: { ...ports.events, onWritten: () => () => undefined } });
    happen(3);
    silent.start();
    await clock.pass(100);
    expect(callsTo(endpoint)).to.have.length(3);
    happen(3);
    await clock.pass(1_200);
    expect(callsTo(endpoint)).to.have.length(6);
    await silent.stop(0);
    void deliver;
  });

  describe('at an endpoint', () => {
    it('runs eight tries at once, and no more', async () => {
      const { clock, newEndpoint, happen, deliver, callsTo, mostAtOnce } = deliveryWorld();
      const endpoint = await newEndpoint(ACME, { status: 200, ms: 100 });
      deliver.start();
      happen(200);
      await clock.pass(4 * SECOND);
      expect(callsTo(endpoint)).to.have.length(200);
      expect(mostAtOnce(endpoint)).to.equal(8);
    });

    it('runs one at a time after a failure, until one succeeds', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 500, ms: 100 });
      world.deliver.start();
      world.happen(100);
      await world.clock.pass(SECOND);
      const atFirst = world.callsTo(endpoint).length;
      // Eight in the first 100 ms, then one each 100 ms.
      expect(atFirst).to.be.within(12, 18);
      world.script.set(endpoint.url, () => ({ status: 200, ms: 100 }));
      await world.clock.pass(2 * SECOND);
      expect(world.callsTo(endpoint).length).to.be.greaterThan(atFirst + 80);
    });

    it('records together what ends within a short time, and the first at once', async () => {
      const { clock, newEndpoint, happen, ports, deliveryOf } = deliveryWorld();
      const sizes: number[] = [];
      const deliver = makeDeliverEvents({
        ...ports,
        deliveries: {
          ...ports.deliveries,
          change: (endpoint, changes, judge) => {
            sizes.push(changes.length);
            return ports.deliveries.change(endpoint, changes, judge);
          },
        },
      });
      const endpoint = await newEndpoint(ACME, (nth) => ({ status: 200, ms: 2 * nth }));
      deliver.start();
      const events = happen(8);
      await clock.pass(5);
      expect(sizes).to.deep.equal([1]);
      await clock.pass(SECOND);
      expect(sizes).to.deep.equal([1, 7]);
      for (const event of events) expect((await deliveryOf(event, endpoint)).status).to.equal('delivered');
    });

    it('does nothing twice at a time, however slow the store and the endpoint are', async () => {
      const { clock, newEndpoint, happen, ports, callsTo } = deliveryWorld();
      const slow =
        <A>(work: () => Promise<A>) =>
        async (): Promise<A> => {
          const result = await work();
          await clock.sleep(700)();
          return result;
        };
      const deliver = makeDeliverEvents({
        ...ports,
        deliveries: {
          ...ports.deliveries,
          due: (...args) => slow(ports.deliveries.due(...args)),
          change: (...args) => slow(ports.deliveries.change(...args)),
        },
      });
      const endpoint = await newEndpoint(ACME, { status: 200, ms: 300 });
      deliver.start();
      happen(150);
      await clock.pass(2 * 60 * SECOND);
      expect(callsTo(endpoint)).to.have.length(150);
    });

    it('counts a change for tries that begin two seconds later: URL, secret, and whether it is there', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 900 });
      const other = await world.newEndpoint(ACME, { status: 200, ms: 900 });
      await world.memory.endpoints.remove(ACME, other.id)();
      world.deliver.start();
      world.happen(200);
      await world.clock.pass(3 * SECOND);
      const now = world.clock.now();
      await world.memory.endpoints.update(ACME, endpoint.id, (one) =>
        withNewSecret(changedEndpoint(one, { url: other.url }, now), webhookSecret('n'.repeat(43)), now),
      )();
      await world.clock.pass(10 * SECOND);
      const late = world.calls.filter(({ at }) => at >= now + 2 * SECOND);
      expect(late.length).to.be.greaterThan(40);
      for (const { call } of late) {
        expect(call.url).to.equal(other.url);
        expect(call.secrets).to.deep.equal(['n', 's'].map((letter) => webhookSecret(letter.repeat(43))));
      }
      await world.clock.jump(DAY);
      world.happen();
      await world.clock.pass(SECOND);
      expect(world.calls.at(-1)?.call.secrets).to.deep.equal([webhookSecret('n'.repeat(43))]);
      const removed = world.clock.now();
      await world.memory.endpoints.remove(ACME, endpoint.id)();
      world.happen(100);
      await world.clock.pass(10 * SECOND);
      expect(world.calls.filter(({ at }) => at >= removed + 2 * SECOND)).to.deep.equal([]);
      expect(world.logged).to.deep.equal([]);
    });
  });

  describe('beside endpoints that hang', () => {
    it('delays no other endpoint by more than a second, also where 199 of 200 hang', async () => {
      const world = deliveryWorld();
      const accounts = Array.from({ length: 10 }, (_, index) => (index + 1) as AccountId);
      const endpoints = [];
      for (const account of accounts)
        for (let count = 0; count < 20; count += 1) endpoints.push(await world.newEndpoint(account, hanging));
      const good = endpoints.at(-1);
      if (good === undefined) throw new Error('no endpoint');
      world.script.set(good.url, () => ok);
      world.deliver.start();
      for (const account of accounts) world.happen(30, account);
      await world.clock.pass(SECOND);
      expect(world.callsTo(good)).to.have.length(30);
      for (let round = 0; round < 20; round += 1) {
        const at = world.clock.now();
        accounts.forEach((account) => world.happen(1, account));
        await world.clock.pass(SECOND);
        expect(world.callsTo(good).at(-1)?.at).to.be.within(at, at + SECOND);
      }
      expect(world.callsTo(good)).to.have.length(50);
    });

    it('gives an account half of its places at the most', async () => {
      const world = deliveryWorld({ mostTries: 40 });
      for (let count = 0; count < 8; count += 1) await world.newEndpoint(ACME, hanging);
      world.deliver.start();
      world.happen(50);
      await world.clock.pass(10 * SECOND);
      expect(world.calls).to.have.length(20);
    });

    it('has a place for each endpoint as long as it can, before some have more than one', async () => {
      const world = deliveryWorld({ mostTries: 40 });
      const endpoints = [];
      for (let account = 1; account <= 13; account += 1)
        endpoints.push(await world.newEndpoint(account as AccountId, hanging));
      world.deliver.start();
      for (let account = 1; account <= 13; account += 1) world.happen(10, account as AccountId);
      await world.clock.pass(10 * SECOND);
      expect(world.calls.length).to.be.within(30, 40);
      expect(endpoints.every((endpoint) => world.callsTo(endpoint).length > 0)).to.equal(true);
    });

    it('serves endpoints that wait for places in turn', async () => {
      const world = deliveryWorld({ mostTries: 4 });
      const endpoints = [];
      for (const account of [1, 2, 3, 4, 5, 6])
        endpoints.push(await world.newEndpoint(account as AccountId, { status: 200, ms: 100 }));
      world.deliver.start();
      for (const account of [1, 2, 3, 4, 5, 6]) world.happen(20, account as AccountId);
      await world.clock.pass(1_500);
      const counts = endpoints.map((endpoint) => world.callsTo(endpoint).length);
      expect(Math.max(...counts) - Math.min(...counts), String(counts)).to.be.at.most(4);
      expect(Math.min(...counts)).to.be.greaterThan(4);
    });
  });

  describe('where a delivery is replayed', () => {
    it('during a try, tries it again when that has ended', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, (nth) => ({ status: nth === 1 ? 500 : 200, ms: 3_000 }));
      world.deliver.start();
      const [event] = world.happen();
      await world.clock.pass(1_000);
      const { id } = await world.deliveryOf(event as never, endpoint);
      const change = (delivery: Parameters<typeof replayedDelivery>[0]) =>
        replayedDelivery(delivery, world.clock.now());
      await world.memory.deliveries.change(endpoint, [{ id, change }], (one) => one)();
      await world.clock.pass(10_000);
      expect(world.mostAtOnce(endpoint)).to.equal(1);
      const [first, second, ...more] = world.callsTo(endpoint);
      expect(more).to.deep.equal([]);
      expect((second?.at ?? 0) - (first?.at ?? 0)).to.be.within(3_000, 4_100);
      const delivery = await world.deliveryOf(event as never, endpoint);
      expect(delivery).to.include({ status: 'delivered', used: 1, round: 1 });
      expect(delivery.tries.map(({ httpStatus }) => httpStatus)).to.deep.equal([500, 200]);
    });

    it('ten thousand at once, paces them like all others', async function () {
      this.timeout(120_000);
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 10 });
      world.deliver.start();
      world.happen(2_000);
      await world.clock.pass(20 * SECOND);
      await world.memory.deliveries.replayAll(
        endpoint,
        { status: 'delivered', since: 0, until: null },
        world.clock.now(),
      )();
      await world.clock.pass(20 * SECOND);
      expect(world.callsTo(endpoint)).to.have.length(4_000);
      expect(world.mostAtOnce(endpoint)).to.equal(8);
    });
  });

  describe('disables an endpoint', () => {
    it('that answers 410, and fails what waits for it', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 410, ms: 100 });
      world.deliver.start();
      const events = world.happen(30);
      await world.clock.pass(SECOND);
      expect(world.callsTo(endpoint)).to.have.length(8);
      expect((await world.endpointNow(endpoint)).disabled?.reason).to.equal('gone');
      expect(world.logged).to.deep.equal([`disabled ${endpoint.id} gone`]);
      const [later] = world.happen();
      await world.clock.pass(10 * SECOND);
      for (const event of [...events, later])
        expect(await world.deliveryOf(event as never, endpoint)).to.include({
          status: 'failed',
          reason: 'endpoint_disabled',
        });
      expect(world.callsTo(endpoint)).to.have.length(8);
    });

    it('that has failed for five days without one success', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, down);
      world.deliver.start();
      for (let hours = 0; hours < 5 * 24; hours += 1) {
        world.happen();
        await world.clock.pass(3 * SECOND);
        expect((await world.endpointNow(endpoint)).disabled, `${hours} h`).to.equal(null);
        await world.clock.jump(HOUR - 3 * SECOND);
      }
      world.happen();
      await world.clock.pass(3 * SECOND);
      expect((await world.endpointNow(endpoint)).disabled?.reason).to.equal('failing');
      expect(world.logged).to.deep.equal([`disabled ${endpoint.id} failing`]);
    });

    it('but not for failures at a URL that it no longer has', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 410, ms: 5_000 });
      world.deliver.start();
      world.happen();
      await world.clock.pass(SECOND);
      const url = 'https://hooks.example.com/new' as EndpointUrl;
      await world.memory.endpoints.update(ACME, endpoint.id, (one) =>
        changedEndpoint(one, { url }, world.clock.now()),
      )();
      await world.clock.pass(20 * SECOND);
      expect((await world.endpointNow(endpoint)).disabled).to.equal(null);
      expect(world.calls.at(-1)?.call.url).to.equal(url);
    });

    it('by hand, and then stops what comes due, without a try', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, down);
      world.deliver.start();
      const [event] = world.happen();
      await world.clock.pass(SECOND);
      await world.memory.endpoints.update(ACME, endpoint.id, (one) =>
        changedEndpoint(one, { enabled: false }, world.clock.now()),
      )();
      await world.clock.pass(10 * SECOND);
      expect(world.callsTo(endpoint)).to.have.length(1);
      expect(await world.deliveryOf(event as never, endpoint)).to.include({ reason: 'endpoint_disabled' });
      expect(world.logged).to.deep.equal([]);
    });
  });

  describe('with a store that fails', () => {
    it('pauses, longer each time, and loses nothing', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 200 });
      world.deliver.start();
      const events = world.happen(100);
      await world.clock.pass(300);
      world.setDown(true);
      await world.clock.pass(10 * 60 * SECOND);
      const complaints = world.logged.length;
      expect(complaints).to.be.within(10, 40);
      expect(world.callsTo(endpoint).length).to.be.lessThan(100);
      world.setDown(false);
      await world.clock.pass(60 * SECOND);
      const ids = world.callsTo(endpoint).map(({ call }) => call.event.id);
      expect([...new Set(ids)]).to.have.members(events.map(({ id }) => id));
      // What had ended when it went down was recorded when it came back, and not tried again.
      expect(ids).to.have.length(100);
      for (const event of events) expect((await world.deliveryOf(event, endpoint)).status).to.equal('delivered');
      expect(world.logged).to.have.length(complaints);
    });

    it('tries again what was not recorded before a crash', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, ok);
      const crashing = makeDeliverEvents({
        ...world.ports,
        deliveries: { ...world.ports.deliveries, change: () => () => new Promise(() => undefined) },
      });
      crashing.start();
      const [event] = world.happen();
      await world.clock.pass(SECOND);
      void crashing.stop(0);
      await world.clock.pass(SECOND);
      world.deliver.start();
      await world.clock.pass(SECOND);
      expect(world.callsTo(endpoint)).to.have.length(2);
      const delivery = await world.deliveryOf(event as never, endpoint);
      expect(delivery).to.include({ status: 'delivered', used: 1 });
    });

    it('fails only the delivery whose record is damaged', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 50 });
      const events = world.happen(20);
      const [bad] = events;
      const isBad = (id: string): boolean => id.includes((bad?.id ?? '').slice(4));
      const deliver = makeDeliverEvents({
        ...world.ports,
        deliveries: {
          ...world.ports.deliveries,
          change: (ref, changes, ofEndpoint) =>
            changes.some(({ id }) => isBad(id))
              ? () => Promise.reject(new TypeError('does not decode'))
              : world.ports.deliveries.change(ref, changes, ofEndpoint),
        },
      });
      deliver.start();
      await world.clock.pass(10 * SECOND);
      expect(world.callsTo(endpoint)).to.have.length(20);
      for (const event of events)
        expect((await world.deliveryOf(event, endpoint)).status).to.equal(event === bad ? 'pending' : 'delivered');
    });

    it('goes on with other accounts where one cannot be relayed', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(2 as AccountId, ok);
      const { relay } = world.ports.events;
      const deliver = makeDeliverEvents({
        ...world.ports,
        events: {
          ...world.ports.events,
          relay: (account, now) =>
            account === ACME ? () => Promise.reject(new TypeError('does not decode')) : relay(account, now),
        },
      });
      deliver.start();
      world.happen(1, ACME);
      world.happen(1, 2 as AccountId);
      await world.clock.pass(5 * SECOND);
      expect(world.callsTo(endpoint)).to.have.length(1);
      expect(world.logged[0]).to.contain('defect');
      expect(world.logged.length).to.be.at.most(7);
    });
  });

  describe('when it is stopped', () => {
    it('begins nothing new, and waits for what runs', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 2_000 });
      world.deliver.start();
      const events = world.happen(20);
      await world.clock.pass(100);
      let isStopped = false;
      void world.deliver.stop(30 * SECOND).then(() => (isStopped = true));
      world.happen(5);
      await world.clock.pass(1_500);
      expect(isStopped).to.equal(false);
      await world.clock.pass(1_000);
      expect(isStopped).to.equal(true);
      await world.clock.pass(60 * SECOND);
      expect(world.callsTo(endpoint)).to.have.length(8);
      const statuses = await Promise.all(events.map(async (event) => (await world.deliveryOf(event, endpoint)).status));
      expect(statuses.filter((status) => status === 'delivered')).to.have.length(8);
    });

    it('waits no longer than its grace, and leaves the rest as it was', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 14_000 });
      world.deliver.start();
      const [event] = world.happen();
      await world.clock.pass(100);
      let isStopped = false;
      void world.deliver.stop(5 * SECOND).then(() => (isStopped = true));
      await world.clock.pass(5 * SECOND);
      expect(isStopped).to.equal(true);
      await world.clock.pass(60 * SECOND);
      expect(await world.deliveryOf(event as never, endpoint)).to.deep.include({ status: 'pending', tries: [] });
    });

    it('records what has ended while the store was down for a moment', async () => {
      const world = deliveryWorld();
      const endpoint = await world.newEndpoint(ACME, { status: 200, ms: 1_000 });
      world.deliver.start();
      const [event] = world.happen();
      await world.clock.pass(900);
      world.setDown(true);
      await world.clock.pass(200);
      world.setDown(false);
      const stopped = world.deliver.stop(5 * SECOND);
      await world.clock.pass(1);
      await stopped;
      expect((await world.deliveryOf(event as never, endpoint)).status).to.equal('delivered');
    });
  });

  it('treats a sender that fails as a failed try', async () => {
    const world = deliveryWorld();
    const endpoint = await world.newEndpoint(ACME, ok);
    const deliver = makeDeliverEvents({
      ...world.ports,
      sender: { send: () => () => Promise.reject(new Error('bug')) },
    });
    deliver.start();
    const [event] = world.happen();
    await world.clock.pass(SECOND);
    const { tries } = await world.deliveryOf(event as never, endpoint);
    expect(tries).to.have.length(1);
    expect(world.logged).to.deep.equal(['defect Error: bug']);
  });
});
