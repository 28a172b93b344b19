import { expect } from 'chai';
import { endpointsOf } from '../../../../../src/adapters/stores/filesystem/events/endpoints/endpoint-records.js';
import { endpointTables } from '../../../../../src/adapters/stores/filesystem/events/endpoints/endpoint-tables.js';
import { PIECE } from '../../../../../src/adapters/stores/filesystem/lmdb/slices.js';
import { ACME, NOW, on, right, times } from '../../../../contracts/support.js';
import { deliveriesTo, makeEndpoint } from '../../../../contracts/events/stage.js';
import { openFresh, writesIn } from '../folder.js';
import { fillEvents } from './fill-events.js';

describe('relaying in LMDB', () => {
  const test = on(openFresh);

  it(
    'takes slices: each a transaction, after which all else has its turn, until nothing waits',
    test(async (records) => {
      const { environment, events } = records;
      const endpoint = await makeEndpoint(records);
      const count = 5_000;
      await fillEvents(environment, count);
      const writes = writesIn(environment);
      const before = await writes();
      let relayed = 0;
      let slices = 0;
      for (let more = true; more; slices += 1) {
        const slice = await right(events.relay(ACME, NOW));
        relayed += slice.count;
        more = slice.more;
        // The account waits exactly as long as something is left.
        expect(await right(events.waiting(10))).to.deep.equal(more ? [ACME] : []);
      }
      expect(relayed).to.equal(count);
      expect(slices).to.be.above(1);
      expect((await writes()) - before).to.equal(slices);
      expect(await deliveriesTo(records, endpoint)).to.have.length(count);
    }),
  );

  it(
    'says no more where what it took was all, also if that were whole pieces',
    test(async ({ environment, events }) => {
      for (const count of [1, PIECE - 1, PIECE, 2 * PIECE]) {
        await fillEvents(environment, count);
        const rounds: number[] = [];
        for (let more = true; more;) {
          const slice = await right(events.relay(ACME, NOW));
          rounds.push(slice.count);
          more = slice.more;
        }
        expect(rounds.reduce((sum, one) => sum + one)).to.equal(count);
        expect(await right(events.waiting(1))).to.deep.equal([]);
      }
    }),
  );

  it(
    'reads the endpoints of the one account, oldest first',
    test(async (records) => {
      const made = await Promise.all(times(3, (index) => makeEndpoint(records, 3 - index)));
      await makeEndpoint(records, 9, { accountId: 2 as never });
      const found = await right(records.environment.read(() => endpointsOf(endpointTables(records.environment), ACME)));
      expect(found.items.map(({ id }) => id)).to.deep.equal([...made].reverse().map(({ id }) => id));
    }),
  );
});
