import { expect } from 'chai';
import * as t from 'io-ts';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { addEvents } from '../../../../../src/adapters/stores/filesystem/events/add-events.js';
import { eventTables } from '../../../../../src/adapters/stores/filesystem/events/event-tables.js';
import { lastDays } from '../../../../../src/domain/model/event/activity.js';
import { NO_PLACE, testEventId } from '../../../../../src/domain/model/event/event-id.js';
import { EVENTS_KEPT } from '../../../../../src/domain/model/event/kept-for.js';
import { DAY } from '../../../../../src/domain/model/time.js';
import { deliveryIdOf, newDelivery } from '../../../../../src/domain/model/webhook/delivery.js';
import { type Endpoint, refOfEndpoint } from '../../../../../src/domain/model/webhook/endpoint.js';
import { type FilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint, timesOf } from '../../../../contracts/events/stage.js';
import { ACME, NOW, on, OTHER, right, times } from '../../../../contracts/support.js';
import { openFresh } from '../folder.js';
import { eventAt } from './fill-events.js';

const OLD = NOW - EVENTS_KEPT - 1;

const write = async ({ environment }: FilesystemRecords, at: readonly number[], account = ACME): Promise<void> => {
  const tables = eventTables(environment);
  const events = at.map((one) => eventAt(one, 'message.sent', account));
  await right(environment.write(() => ({ answer: undefined, writes: addEvents(tables, events) })));
};

const sizesOf = (environment: Environment, ...names: readonly TableName[]): Promise<readonly number[]> =>
  right(
    environment.read(() =>
      names.map((name) => environment.table<Key, unknown>({ name, codec: t.unknown, show: String }).size()),
    ),
  );

const deliveryTables = ['deliveries', 'deliveries-due', 'deliveries-by-term', 'test-deliveries'] as const;

const testDelivery = (endpoint: Endpoint, letter: string, createdAt: number) => {
  const eventId = testEventId(letter.repeat(16));
  const ref = refOfEndpoint(endpoint);
  const subject = {
    endpoint: ref,
    id: deliveryIdOf(eventId, ref.id),
    eventId,
    type: 'message.sent',
    eventAt: createdAt,
  };
  return newDelivery({ ...subject, type: 'message.sent' }, false, createdAt);
};

describe('housekeeping of events in LMDB', () => {
  const test = on(openFresh);

  it(
    'drops what is older than 30 days with its deliveries, and all that leads to it',
    test(async (records) => {
      const { environment, prune, service } = records;
      await right(service.look(NOW));
      const endpoint = await makeEndpoint(records);
      const old = times(40, () => OLD);
      await write(records, [...old, NOW - EVENTS_KEPT + 1, NOW]);
      await write(records, [...old, NOW], OTHER);
      await drain(records);
      await right(prune(NOW));
      expect(timesOf(await eventsOf(records))).to.deep.equal([NOW - EVENTS_KEPT + 1, NOW]);
      expect(timesOf(await eventsOf(records, OTHER))).to.deep.equal([NOW]);
      expect((await deliveriesTo(records, endpoint)).map(({ eventAt: at }) => at)).to.deep.equal([
        NOW,
        NOW - EVENTS_KEPT + 1,
      ]);
      expect(await sizesOf(environment, 'events', 'events-by-contact')).to.deep.equal([3, 3]);
      expect(await sizesOf(environment, ...deliveryTables)).to.deep.equal([2, 2, 4, 0]);
    }),
  );

  it(
    'keeps the newest event of an account, and all places go on behind it',
    test(async (records) => {
      await right(records.service.look(NOW));
      await write(records, [OLD, OLD, OLD]);
      await drain(records);
      await right(records.prune(NOW));
      expect(await eventsOf(records)).to.have.length(1);
      expect(await right(records.events.newest(ACME))).to.equal(3);
      await write(records, [NOW]);
      expect(await right(records.events.newest(ACME))).to.equal(4);
    }),
  );

  it(
    'drops nothing that is not relayed, however old',
    test(async (records) => {
      await right(records.service.look(NOW));
      await write(records, [OLD, OLD, NOW]);
      await right(records.prune(NOW));
      expect(await eventsOf(records)).to.have.length(3);
    }),
  );

  it(
    'drops nothing while the clock may be wrong',
    test(async (records) => {
      await right(records.service.look(NOW - EVENTS_KEPT - DAY));
      await write(records, [OLD, OLD, NOW]);
      await drain(records);
      await right(records.prune(NOW));
      expect(await eventsOf(records)).to.have.length(3);
    }),
  );

  it(
    'drops the deliveries of tests by their own age',
    test(async (records) => {
      const { deliveries, environment } = records;
      await right(records.service.look(NOW));
      const endpoint = await makeEndpoint(records);
      const [gone, kept] = [testDelivery(endpoint, 'a', OLD), testDelivery(endpoint, 'b', NOW)];
      for (const one of [gone, kept]) await right(deliveries.add(one));
      await right(records.prune(NOW));
      expect(await deliveriesTo(records, endpoint)).to.deep.equal([kept]);
      expect(await sizesOf(environment, ...deliveryTables)).to.deep.equal([1, 1, 2, 1]);
    }),
  );

  it(
    'drops the counts of days before the last 31',
    test(async (records) => {
      const { events, environment } = records;
      await right(records.service.look(NOW));
      const days = lastDays(NOW, 40);
      await write(
        records,
        days.map((day) => Date.parse(day)),
      );
      await write(records, [OLD - 5 * DAY], OTHER);
      await drain(records);
      expect(await sizesOf(environment, 'event-days')).to.deep.equal([41]);
      await right(records.prune(NOW));
      expect(await sizesOf(environment, 'event-days')).to.deep.equal([31]);
      const counts = await right(events.counts(ACME, days));
      expect(counts.map(({ sent }) => sent)).to.deep.equal([...times(9, () => 0), ...times(31, () => 1)]);
    }),
  );

  it(
    'drops all deliveries of endpoints that are gone, also damaged ones, and no other',
    test(async (records) => {
      const { endpoints, deliveries, environment } = records;
      const [first, second] = [await makeEndpoint(records, 1), await makeEndpoint(records, 2)];
      await write(
        records,
        times(50, () => NOW),
      );
      await drain(records);
      await right(deliveries.add(testDelivery(first, 'a', NOW)));
      const [one] = await deliveriesTo(records, first);
      const raw = environment.table<Key, unknown>({ name: 'deliveries', codec: t.unknown, show: String });
      const key = [ACME, first.id, one?.id ?? ''] as const;
      await right(environment.write(() => ({ answer: undefined, writes: [raw.put(key, 'damaged')] })));
      expect(await right(endpoints.remove(ACME, first.id))).to.equal(true);
      expect(await deliveriesTo(records, second)).to.have.length(50);
      expect((await right(records.prune(NOW))).count).to.equal(51);
      expect(await sizesOf(environment, ...deliveryTables, 'endpoints-removed')).to.deep.equal([50, 50, 100, 0, 0]);
      expect((await right(records.prune(NOW))).count).to.equal(0);
    }),
  );

  it(
    'leaves a damaged event as it is, names it, and goes on behind it',
    test(async (records) => {
      const { environment, events } = records;
      await right(records.service.look(NOW));
      const endpoint = await makeEndpoint(records);
      await write(records, [OLD, OLD, OLD, NOW]);
      await drain(records);
      expect(await deliveriesTo(records, endpoint)).to.have.length(4);
      const raw = environment.table<Key, unknown>({ name: 'events', codec: t.unknown, show: String });
      await right(environment.write(() => ({ answer: undefined, writes: [raw.put([ACME, 2], 'damaged')] })));
      expect((await right(records.prune(NOW))).damaged.map(({ what }) => what).join()).to.match(/events.*1\/2/);
      const page = await right(events.after(ACME, NO_PLACE, null, 10));
      expect(timesOf(page.items)).to.deep.equal([NOW]);
      expect(page.damaged).to.have.length(1);
      expect((await deliveriesTo(records, endpoint)).map(({ eventAt: at }) => at)).to.deep.equal([NOW]);
    }),
  );
});
