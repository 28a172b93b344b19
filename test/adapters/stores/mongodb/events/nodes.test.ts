import { expect } from 'chai';
import { type MongodbRecords } from '../../../../../src/adapters/stores/mongodb/records.js';
import { mongodbEventLog } from '../../../../../src/adapters/stores/mongodb/events/event-log.js';
import { writtenEvents } from '../../../../../src/adapters/stores/mongodb/events/waiting/written-events.js';
import { MINUTE } from '../../../../../src/domain/model/time.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import {
  deliveriesTo,
  drain,
  eventsOf,
  happenings,
  makeEndpoint,
  timesOf,
} from '../../../../contracts/events/stage.js';
import { ACME, draft, newContact, NOW, on, outcomeOf, right, shown, times } from '../../../../contracts/support.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { openNode, openPatiently } from '../fresh.js';

const openNodes = async () => {
  const { url, drop } = await makeDatabase();
  const [first, second, third] = [await openNode(url), await openNode(url), await openNode(url)];
  const nodes: readonly MongodbRecords[] = [first, second, third];
  return {
    url,
    first,
    nodes,
    close: async () => {
      for (const node of nodes) await node.close();
      await drop();
    },
  };
};

withMongodb(() => {
  describe('three nodes of one database', () => {
    const test = on(openNodes);

    it(
      'place each event once and deliver it once, whoever wrote it and whoever relays, with or without a lease',
      test(async ({ nodes, first }) => {
        const endpoint = await makeEndpoint(first);
        const everyone = nodes.map(({ database }) =>
          mongodbEventLog(
            database,
            { holds: () => true, take: (some) => Promise.resolve(some), close: () => Promise.resolve() },
            writtenEvents(),
          ),
        );
        const EACH = 40;
        let left = nodes.length;
        const writing = nodes.map(async (node, which) => {
          const happen = happenIn(node, 10_000 * (which + 1));
          for (const index of times(EACH, (at) => at))
            await happen(ACME, happenings[index % happenings.length] ?? 'message.sent', NOW + which * EACH + index);
          left -= 1;
        });
        const relaying = everyone.map(async (events) => {
          while (left > 0) await right(events.relay(ACME, NOW));
        });
        await Promise.all([...writing, ...relaying]);
        await Promise.all(everyone.map((events) => drain({ events })));
        const all = await eventsOf(first);
        const expected = times(nodes.length * EACH, (index) => NOW + index);
        expect([...timesOf(all)].sort((one, other) => one - other)).to.deep.equal(expected);
        const places = await first.database.collection('events').find().sort({ place: 1 }).toArray();
        expect(places.map(({ place }): unknown => place)).to.deep.equal(times(expected.length, (index) => index + 1));
        const sent = (await deliveriesTo(first, endpoint)).map(({ eventId }) => eventId);
        expect(sent.reverse()).to.deep.equal(all.map(({ id }) => id));
      }),
    );

    it(
      'tell of a contact before its messages, with clocks minutes apart, and put nothing before what was read',
      test(async ({ nodes, first }) => {
        const [ahead, behind] = [nodes[1] ?? first, nodes[2] ?? first];
        for (const round of times(5, (at) => at)) {
          const { contact } = await right(ahead.contacts.findOrCreate(ACME, newContact(round), -1, NOW + 9 * MINUTE));
          const early = NOW - 9 * MINUTE + round;
          const message = await right(behind.messages.open(draft({ contactId: contact.id }), -1, early));
          await outcomeOf(behind.messages, message, {
            _tag: 'Accepted',
            wamid: `w${round}`,
            shown: shown(),
            at: early,
          });
          const before = await eventsOf(first);
          if (round % 2 === 1) for (const node of nodes) await drain(node);
          expect((await eventsOf(first)).slice(0, before.length)).to.deep.equal(before);
        }
        for (const node of nodes) await drain(node);
        const seen = new Set<number>();
        for (const { event } of await eventsOf(first)) {
          if (event.type === 'contact.created') seen.add(Number(event.contact.id));
          if ('message' in event) expect(seen.has(Number(event.message.contactId))).to.equal(true);
        }
        expect(seen.size).to.equal(5);
      }),
    );

    it(
      'give a new endpoint what was acknowledged after it was made and nothing else, with clocks minutes apart',
      test(async ({ nodes, first }) => {
        const endpoints = [];
        for (const [round, node] of nodes.entries()) {
          const offset = (round - 1) * 9 * MINUTE;
          await happenIn(node, 1_000 * (round + 1))(ACME, 'message.sent', NOW + offset);
          const other = nodes[(round + 1) % nodes.length] ?? first;
          endpoints.push(await makeEndpoint(other, round + 1));
        }
        await happenIn(first, 9_000)(ACME, 'message.sent', NOW - 60 * MINUTE);
        for (const node of nodes) await drain(node);
        const counts = await Promise.all(endpoints.map(async (one) => (await deliveriesTo(first, one)).length));
        expect(counts).to.deep.equal([3, 2, 1]);
      }),
    );

    it(
      'deliver to older endpoints what a command has placed that makes another',
      test(async ({ url, nodes, first }) => {
        const older = await makeEndpoint(first);
        await happenIn(first)(ACME, 'message.sent', NOW);
        const command = await openPatiently(url);
        try {
          const newer = await makeEndpoint(command, 2);
          expect(await right(first.events.newest(ACME))).to.equal(1);
          for (const node of nodes) await drain(node);
          expect(await deliveriesTo(first, older)).to.have.length(1);
          expect(await deliveriesTo(first, newer)).to.have.length(0);
        } finally {
          await command.close();
        }
      }),
    );

    it(
      'take over what a node leaves that was closed',
      test(async ({ url, nodes, first }) => {
        const leaving = await openNode(url);
        await happenIn(leaving)(ACME, 'message.sent', NOW);
        expect(await right(leaving.events.waiting(10))).to.deep.equal([ACME]);
        for (const node of nodes) expect(await right(node.events.waiting(10))).to.deep.equal([]);
        await leaving.close();
        expect(await right(first.events.waiting(10))).to.deep.equal([ACME]);
      }),
    );

    it(
      'deliver what is due from the one that works for the account, and from no other',
      test(async ({ nodes, first }) => {
        const endpoint = await makeEndpoint(first);
        await happenIn(first)(ACME, 'message.sent', NOW);
        await drain(first);
        const dueAt = async (node: MongodbRecords) => (await right(node.deliveries.due(endpoint, NOW, 10)))._tag;
        expect(await Promise.all(nodes.map(dueAt))).to.deep.equal(['Some', 'None', 'None']);
      }),
    );

    it(
      'do not write events back that were relayed since a message was read',
      test(async ({ nodes, first }) => {
        const other = nodes[1] ?? first;
        const message = await right(first.messages.open(draft(), -1, NOW));
        const report = { wamid: 'w', mark: null, shown: shown(), at: NOW } as const;
        await outcomeOf(first.messages, message, { _tag: 'Accepted', wamid: 'w', shown: shown(), at: NOW });
        await Promise.all([
          ...times(6, () => right(other.messages.recordStatus(ACME, { ...report, status: 'delivered' }, NOW))),
          ...times(6, () => right(first.messages.recordStatus(ACME, { ...report, status: 'read' }, NOW))),
          drain(first),
        ]);
        for (const node of nodes) await drain(node);
        const found = (await eventsOf(first)).map(({ event }) => event.type);
        expect(new Set(found).size).to.equal(found.length);
        expect(await first.database.collection('messages').findOne({ events: { $exists: true } })).to.equal(null);
      }),
    );
  });
});
