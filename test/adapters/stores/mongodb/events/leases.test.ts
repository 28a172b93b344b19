import { expect } from 'chai';
import {
  accountLeases,
  type NodeLeases,
} from '../../../../../src/adapters/stores/mongodb/events/leases/account-leases.js';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { SECOND } from '../../../../../src/domain/model/time.js';
import { ACME, on, OTHER, right, times } from '../../../../contracts/support.js';
import { type ManualTimer, manualTimer } from '../../../../kit/time/manual-timer.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';

interface Node extends NodeLeases {
  readonly time: ManualTimer;
}

/** A node that has shown that it lives once. Its clock begins anywhere. */
const nodeOn = async (database: Database, begun = 0): Promise<Node> => {
  const time = manualTimer();
  time.passTo(begun);
  const leases = accountLeases(database, time);
  await leases.beat();
  return { ...leases, time };
};

/** Lets time pass for these nodes, a beat at a time. */
const live = async (seconds: number, ...nodes: readonly Node[]): Promise<void> => {
  for (let passed = 0; passed < seconds; passed += 5)
    for (const { time, beat } of nodes) {
      time.passTo(time.now() + 5 * SECOND);
      await beat();
    }
};

withMongodb(() => {
  describe('the leases of accounts', () => {
    const test = on(() => openFresh());

    it(
      'are one node’s at a time, also where many ask at once',
      test(async ({ database }) => {
        const nodes = [await nodeOn(database), await nodeOn(database, 7_000_000), await nodeOn(database)];
        const asking = times(10, () => nodes.map(({ take }) => take([ACME, OTHER])));
        const taken = await Promise.all(asking.flat());
        for (const account of [ACME, OTHER]) {
          expect(nodes.filter(({ holds }) => holds(account))).to.have.length(1);
          const winners = taken.map((some, index) => (some.includes(account) ? index % 3 : null));
          expect(new Set(winners.filter((one) => one !== null)).size).to.equal(1);
        }
        await live(60, ...nodes);
        for (const account of [ACME, OTHER]) expect(nodes.filter(({ holds }) => holds(account))).to.have.length(1);
      }),
    );

    it(
      'of a dead node are another’s within 30 s, and not while it may be alive',
      test(async ({ database }) => {
        const [dead, first, second] = [await nodeOn(database), await nodeOn(database), await nodeOn(database)];
        await dead.take([ACME, OTHER]);
        await live(15, first, second);
        expect(await first.take([ACME])).to.deep.equal([]);
        await live(15, first, second);
        for (const account of [ACME, OTHER])
          expect([first, second].filter(({ holds }) => holds(account))).to.have.length(1);
        expect(await database.collection('nodes').countDocuments()).to.equal(2);
      }),
    );

    it(
      'are no more its own to a node that could not show for 15 s that it lives, before another takes them',
      test(async ({ database }) => {
        const [paused, other] = [await nodeOn(database), await nodeOn(database)];
        await paused.take([ACME]);
        paused.time.passTo(15 * SECOND - 1);
        expect(paused.holds(ACME)).to.equal(true);
        paused.time.passTo(15 * SECOND);
        expect(paused.holds(ACME)).to.equal(false);
        expect(await paused.take([ACME, OTHER])).to.deep.equal([]);
        await paused.beat();
        expect(paused.holds(ACME), 'nobody has taken it').to.equal(true);

        paused.time.passTo(60 * SECOND);
        await live(30, other);
        expect(other.holds(ACME)).to.equal(true);
        await paused.beat();
        expect(paused.holds(ACME)).to.equal(false);
        expect(await paused.take([ACME])).to.deep.equal([]);
        expect(other.holds(ACME)).to.equal(true);
      }),
    );

    it(
      'of a node that is closed are free at once',
      test(async ({ database }) => {
        const [closed, other] = [await nodeOn(database), await nodeOn(database)];
        await closed.take([ACME, OTHER]);
        await closed.close();
        expect(closed.time.pending()).to.equal(0);
        expect(await other.take([ACME])).to.deep.equal([ACME]);
        await other.beat();
        expect(other.holds(OTHER)).to.equal(true);
      }),
    );

    it(
      'beat by themselves every five seconds, and cost one write and two reads however many they are',
      test(async ({ database }) => {
        let steps = 0;
        const counting: Database = { ...database, within: (...work) => ((steps += 1), database.within(...work)) };
        const node = await nodeOn(counting);
        await node.take(times(50, (index) => (index + 1) as typeof ACME));
        steps = 0;
        node.time.pass(5 * SECOND);
        await node.beat();
        expect(steps).to.equal(6);
        expect(node.time.pending()).to.equal(1);
      }),
    );

    it(
      'are none’s in a process that is no node',
      test(async ({ events, deliveries, contacts }) => {
        void contacts;
        expect(await right(events.waiting(10))).to.deep.equal([]);
        expect(await right(deliveries.endpointsDue(Date.now()))).to.deep.equal([]);
      }),
    );
  });
});
