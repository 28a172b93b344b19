import { expect } from 'chai';
import { mongodbConsents } from '../../../../../src/adapters/stores/mongodb/contacts/consent-records.js';
import { type Database } from '../../../../../src/adapters/stores/mongodb/database/database.js';
import { mongodbDeliveries } from '../../../../../src/adapters/stores/mongodb/events/deliveries/deliveries.js';
import { mongodbEventLog } from '../../../../../src/adapters/stores/mongodb/events/event-log.js';
import { type AccountLeases } from '../../../../../src/adapters/stores/mongodb/events/leases/account-leases.js';
import { writtenEvents } from '../../../../../src/adapters/stores/mongodb/events/waiting/written-events.js';
import { plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { dayOf, noCounts } from '../../../../../src/domain/model/event/activity.js';
import { hash } from '../../../../contracts/consents/joins.js';
import { happenIn } from '../../../../contracts/events/happenings.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint, timesOf } from '../../../../contracts/events/stage.js';
import { ACME, newContact, NOW, on, right, times } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { openFresh } from '../fresh.js';
import { Died, dyingAt } from './dying.js';

/** A process that works for every account. */
const working: AccountLeases = {
  holds: () => true,
  take: (accounts) => Promise.resolve(accounts),
  close: () => Promise.resolve(),
};
const logOn = (database: Database) => mongodbEventLog(database, working, writtenEvents());

/** What it throws, if it dies. */
const diesIn = async (work: () => Promise<unknown>): Promise<boolean> => {
  try {
    await work();
    return false;
  } catch (error) {
    if (error instanceof Died) return true;
    throw error;
  }
};

withMongodb(() => {
  describe('a process that dies', () => {
    const test = on(() => openFresh());

    for (const when of ['before', 'after'] as const)
      it(
        `${when} any write of a relay leaves what the next one relays, each event once`,
        test(async (records) => {
          const { database } = records;
          const deliveries = mongodbDeliveries(database, plainSealer, working);
          const events = logOn(database);
          const happen = happenIn(records);
          const endpoint = await makeEndpoint(records);
          let happened = 0;
          for (let at = 1, isOver = false; !isOver; at += 1) {
            for (const type of ['contact.created', 'message.sent', 'message.read'] as const) {
              await happen(ACME, type, NOW + happened);
              happened += 1;
            }
            const dying = dyingAt(database, at, when);
            isOver = !(await diesIn(() => right(logOn(dying.database).relay(ACME, NOW))));
            if (isOver) expect(dying.writes()).to.be.above(8);
            await drain({ events });
            const all = await eventsOf({ events });
            expect(
              [...timesOf(all)].sort((one, other) => one - other),
              `write ${at}`,
            ).to.deep.equal(times(happened, (index) => NOW + index));
            const sent = (await deliveriesTo({ deliveries }, endpoint)).map(({ eventId }) => eventId);
            expect(sent.reverse()).to.deep.equal(all.map(({ id }) => id));
            expect(await right(events.counts(ACME, [dayOf(NOW)]))).to.deep.equal([
              { ...noCounts, sent: happened / 3, read: happened / 3 },
            ]);
            expect((await right(deliveries.due(endpoint, NOW, 1)))._tag).to.equal('Some');
            expect(await database.collection('webhookEndpoints').findOne({ dueAt: { $lte: NOW } })).to.not.equal(null);
          }
        }),
      );

    for (const when of ['before', 'after'] as const)
      for (const what of ['a word', 'a join'] as const)
        it(
          `${when} any write of ${what} leaves what is mended when it comes again, with one event of each contact`,
          test(async ({ database, contacts, consents }) => {
            const events = logOn(database);
            for (let at = 1, isOver = false; !isOver; at += 1) {
              const own = (index: number) => [hash(100 * at + index), hash(100 * at + index + 1)];
              const people = await Promise.all(
                [1, 2].map(async (index) => {
                  const made = await right(contacts.findOrCreate(ACME, newContact(10 * at + index), -1, NOW));
                  // Two contacts of one person share an id.
                  return { contact: made.contact, own: own(index) };
                }),
              );
              const all = [...own(1), ...own(2), ...own(5)];
              const concerned = { contacts: people, at: NOW + at };
              const word = { optedOut: true, at: NOW };
              if (what === 'a join') await right(consents.record(ACME, own(5), word));
              const change = (on_: Database) => {
                const port = mongodbConsents(on_, () => undefined);
                return what === 'a word'
                  ? right(port.record(ACME, all, word, concerned))
                  : right(port.join(ACME, all, concerned));
              };
              const dying = dyingAt(database, at, when);
              isOver = !(await diesIn(() => change(dying.database)));
              await change(database);
              await change(database);
              await drain({ events });
              const told = (await eventsOf({ events }, ACME, ['contact.opted_out']))
                .filter(({ event }) => event.at === NOW + at)
                .map(({ event }) => ('contact' in event ? Number(event.contact.id) : 0));
              expect(told.sort(), `write ${at}`).to.deep.equal(people.map(({ contact }) => Number(contact.id)).sort());
            }
          }),
        );
  });
});
