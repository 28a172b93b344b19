import { expect } from 'chai';
import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../../src/domain/model/time.js';
import { replayedDelivery } from '../../../../src/domain/model/webhook/delivery.js';
import { retrySchedule } from '../../../../src/domain/model/webhook/retry-schedule.js';
import { ACME, deliveryWorld, down, ok, type Scripted } from './world.js';

/** Lets the time of the next try come. It is looked for about once a second. */
const toNextTry = async (world: ReturnType<typeof deliveryWorld>, wait: number): Promise<void> => {
  await world.clock.jump(wait - 2 * SECOND);
  await world.clock.pass(4 * SECOND);
};

const started = async (answer: Scripted | ((nth: number) => Scripted), chance = 0) => {
  const world = deliveryWorld({ chance: () => chance });
  const endpoint = await world.newEndpoint(ACME, answer);
  world.deliver.start();
  const [event] = world.happen();
  await world.clock.pass(100);
  if (event === undefined) throw new Error('no event');
  return { ...world, endpoint, event };
};

describe('the schedule of a delivery', () => {
  it('is the documented one: ten tries, the last of them after more than three days', async () => {
    expect(retrySchedule).to.deep.equal([
      5 * SECOND,
      5 * MINUTE,
      30 * MINUTE,
      2 * HOUR,
      5 * HOUR,
      10 * HOUR,
      14 * HOUR,
      20 * HOUR,
      24 * HOUR,
    ]);
    const world = await started(down);
    for (const wait of retrySchedule) await toNextTry(world, wait);
    const times = world.callsTo(world.endpoint).map(({ at }) => at);
    expect(times).to.have.length(10);
    times.slice(1).forEach((at, index) => {
      const wait = at - (times[index] ?? 0);
      expect(wait).to.be.within(retrySchedule[index] ?? 0, (retrySchedule[index] ?? 0) + 2 * SECOND);
    });
    const delivery = await world.deliveryOf(world.event, world.endpoint);
    expect(delivery).to.include({ status: 'failed', reason: null, used: 10 });
    expect(delivery.tries).to.have.length(10);
    await world.clock.jump(2 * DAY);
    expect(world.callsTo(world.endpoint)).to.have.length(10);
    expect(world.logged).to.deep.equal([]);
  });

  it('ends with the first success', async () => {
    const world = await started((nth) => (nth < 3 ? down : ok));
    for (const wait of retrySchedule) await toNextTry(world, wait);
    expect(world.callsTo(world.endpoint)).to.have.length(3);
    expect(await world.deliveryOf(world.event, world.endpoint)).to.include({ status: 'delivered', used: 3 });
    expect((await world.endpointNow(world.endpoint)).failingSince).to.equal(null);
  });

  it('stretches a wait by at most a tenth', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), async (chance) => {
        const world = await started(down, chance);
        const delivery = await world.deliveryOf(world.event, world.endpoint);
        const [first] = world.callsTo(world.endpoint);
        if (delivery.status !== 'pending') throw new Error('it waits no more');
        expect(delivery.nextTryAt - (first?.at ?? 0)).to.be.within(5 * SECOND, 5.5 * SECOND);
      }),
      { numRuns: 20 },
    );
  });

  describe('minds Retry-After', () => {
    const waitAfter = async (retryAfterIn: number): Promise<number> => {
      const world = deliveryWorld();
      const at = world.clock.now();
      const endpoint = await world.newEndpoint(ACME, { status: 503, retryAfter: at + retryAfterIn });
      world.deliver.start();
      const [event] = world.happen();
      await world.clock.pass(100);
      const delivery = await world.deliveryOf(event as never, endpoint);
      if (delivery.status !== 'pending') throw new Error('it waits no more');
      return delivery.nextTryAt - (world.calls[0]?.at ?? 0);
    };

    it('that is later than the schedule', async () => {
      expect(await waitAfter(HOUR)).to.equal(HOUR);
    });

    it('but never waits less than the schedule', async () => {
      expect(await waitAfter(SECOND)).to.equal(5 * SECOND);
      expect(await waitAfter(-DAY)).to.equal(5 * SECOND);
    });

    it('but waits a day at the most', async () => {
      expect(await waitAfter(400 * DAY)).to.equal(DAY);
    });
  });

  it('begins again where a delivery is replayed, whatever its status', async () => {
    const world = await started((nth) => (nth === 1 ? ok : down));
    const before = await world.deliveryOf(world.event, world.endpoint);
    expect(before.status).to.equal('delivered');
    const change = (delivery: typeof before) => replayedDelivery(delivery, world.clock.now());
    await world.memory.deliveries.change(world.endpoint, [{ id: before.id, change }], (endpoint) => endpoint)();
    await world.clock.pass(2 * SECOND);
    expect(world.callsTo(world.endpoint)).to.have.length(2);
    const after = await world.deliveryOf(world.event, world.endpoint);
    expect(after).to.include({ status: 'pending', used: 1, round: 1 });
    const [first, second] = world.callsTo(world.endpoint);
    expect(second?.call.event).to.deep.equal(first?.call.event);
  });
});
