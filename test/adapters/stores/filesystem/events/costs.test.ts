import { expect } from 'chai';
import { filesystemDeliveries } from '../../../../../src/adapters/stores/filesystem/events/deliveries/deliveries.js';
import { filesystemEventLog } from '../../../../../src/adapters/stores/filesystem/events/event-log.js';
import { type DeliveryFilter } from '../../../../../src/domain/ports/deliveries.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { drain, makeEndpoint } from '../../../../contracts/events/stage.js';
import { ACME, NOW, right } from '../../../../contracts/support.js';
import { counting } from '../counting.js';
import { openFresh } from '../folder.js';
import { fillEvents } from './fill-events.js';

const anything: DeliveryFilter = { status: null, type: null };

/** How many reads each look costs among so many events, each of which waits for an endpoint. */
const costsAmong = async (count: number): Promise<Readonly<Record<string, number>>> => {
  const records = await openFresh();
  try {
    const endpoint = await makeEndpoint(records);
    await fillEvents(records.environment, count, 10);
    await drain(records);
    await fillEvents(records.environment, 5);
    let reads = 0;
    const environment = counting(records.environment, (read) => (reads += read));
    const events = filesystemEventLog(environment);
    const deliveries = filesystemDeliveries(environment, plainSealer);
    const cost = async (look: () => Promise<unknown>): Promise<number> => {
      reads = 0;
      await look();
      return reads;
    };
    const list = (filter: DeliveryFilter) => cost(() => right(deliveries.list(endpoint, filter, null, 5)));
    return {
      waiting: await cost(() => right(events.waiting(10))),
      newest: await cost(() => right(events.newest(ACME))),
      'a page': await cost(() => right(events.after(ACME, 3 as never, null, 5))),
      'endpoints that are due': await cost(() => right(deliveries.endpointsDue(NOW))),
      'due deliveries': await cost(() => right(deliveries.due(endpoint, NOW, 8))),
      failed: await list({ status: 'failed', type: null }),
      'without any match': await list({ status: 'pending', type: 'message.failed' }),
      'all deliveries': await list(anything),
    };
  } finally {
    await records.close();
  }
};

describe('events and deliveries in LMDB', () => {
  it('are looked up at the same cost among 20 000 as among 1 000', async () => {
    const few = await costsAmong(1_000);
    expect(few['waiting']).to.equal(1);
    expect(few['newest']).to.equal(1);
    expect(few['endpoints that are due']).to.be.below(5);
    expect(await costsAmong(20_000)).to.deep.equal(few);
  });
});
