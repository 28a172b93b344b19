import { expect } from 'chai';
import { MINUTE } from '../../../../../src/domain/model/time.js';
import { mongodbEventLog } from '../../../../../src/adapters/stores/mongodb/events/event-log.js';
import { writtenEvents } from '../../../../../src/adapters/stores/mongodb/events/waiting/written-events.js';
import { eraseRest, expectForgotten, makePerson, person, sendTo } from '../../../../contracts/erasing/stage.js';
import { drain, eventsOf, makeEndpoint, typesOf } from '../../../../contracts/events/stage.js';
import { noise, publishAll, served } from '../../../../contracts/media-storage/stage.js';
import { ACME, NONCE, none, NOW, on, right, shown, times } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { live } from './life.js';
import { type ErasingNode, openErasingStage } from './stage.js';

/** The events of a node that relays whatever it is asked to. */
const relayOf = ({ database }: ErasingNode) =>
  mongodbEventLog(
    database,
    { holds: () => true, take: (some) => Promise.resolve(some), close: () => Promise.resolve() },
    writtenEvents(),
  );

withMongodb(() => {
  describe('three nodes that erase and send at once', () => {
    const test = on(openErasingStage);

    it(
      'leave nothing of the person, write each event once, and lose nothing of others',
      test(async (stage) => {
        const { nodes } = stage;
        const [first, second, third] = nodes;
        const endpoint = await makeEndpoint(stage);
        const [ann, ben] = [person(1), person(2)];
        const { contact } = await live(stage, ann, 1, endpoint);
        const other = await live(stage, ben, 2, endpoint);
        for (const _ of times(20, (index) => index)) await sendTo(first, contact, ann);

        let left = 2;
        const send = async (node: ErasingNode): Promise<void> => {
          for (const _ of times(15, (index) => index)) {
            // These were on their way when the contact was erased.
            const { id } = await sendTo(node, contact, ann);
            const report = { wamid: `${ann.wamid}.${id}`, mark: { id, nonce: NONCE }, at: NOW } as const;
            await right(
              second.messages.recordStatus(
                ACME,
                { ...report, shown: shown({ waId: ann.waId }), status: 'delivered' },
                NOW,
              ),
            );
            await sendTo(node, other.contact, ben);
          }
          left -= 1;
        };
        const erase = async (node: ErasingNode): Promise<boolean> => {
          const isErased = await right(node.erasing.contact(ACME, contact.id, NOW));
          while (left > 0) await eraseRest(node, contact);
          return isErased;
        };
        const relay = async (node: ErasingNode): Promise<void> => {
          while (left > 0) await right(relayOf(node).relay(ACME, NOW));
        };
        const [answers] = await Promise.all([
          Promise.all(nodes.map(erase)),
          send(second),
          send(third),
          ...nodes.map(relay),
        ]);
        expect(answers.filter((isErased) => isErased)).to.have.length(1);
        await eraseRest(third, contact);
        for (const node of nodes) await drain(node);
        await expectForgotten(stage, ann);

        const events = await eventsOf(stage);
        const count = (type: string): number => typesOf(events).filter((one) => one === type).length;
        expect(count('message.sent')).to.equal(2 + 2 + 20 + 2 * 15 * 2);
        expect(count('message.delivered')).to.equal(2 + 2 * 15);
        expect(count('contact.erased')).to.equal(1);
        const bens = events.filter(({ event }) => 'message' in event && event.message.contactId === other.contact.id);
        expect(bens.every(({ event }) => 'message' in event && event.message.caption === ben.caption)).to.equal(true);
      }),
    );

    it(
      'agree on a file that the last two who were sent it lose at once',
      test(async ({ nodes, storage, pass }) => {
        const [first, second] = nodes;
        for (const round of times(10, (index) => index)) {
          const { id, release } = await publishAll(storage, noise(500, round), 'application/pdf');
          const people = await Promise.all(
            [1, 2].map(async (index) => {
              const who = person(100 * round + index);
              const contact = await makePerson(first, who);
              await sendTo(first, contact, who, { mediaId: id });
              return contact;
            }),
          );
          release();
          pass(11 * MINUTE);
          await Promise.all([
            ...people.map(async (contact, index) => {
              const node = index === 0 ? first : second;
              await right(node.erasing.contact(ACME, contact.id, NOW));
              await eraseRest(node, contact);
            }),
            right(nodes[2].storage.sweep),
          ]);
          await none(storage.open(id));
        }
      }),
    );

    it(
      'take no file from a node that has published it and not yet opened its message',
      test(async ({ nodes, storage, pass }) => {
        const [first, second] = nodes;
        const who = person(1);
        const contact = await makePerson(first, who);
        const bytes = noise(2_000, 7);
        const { id, release } = await publishAll(storage, bytes, 'application/pdf');
        await sendTo(first, contact, who, { mediaId: id });
        release();
        const theirs = await publishAll(second.storage, bytes, 'application/pdf');
        await right(first.erasing.contact(ACME, contact.id, NOW));
        expect((await eraseRest(first, contact)).unnamed).to.deep.equal([id]);
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
        const next = await makePerson(second, who);
        await sendTo(second, next, who, { mediaId: id });
        theirs.release();
        pass(11 * MINUTE);
        for (const node of nodes) await right(node.storage.sweep);
        expect((await served(storage, id)).equals(bytes)).to.equal(true);
        await right(second.erasing.contact(ACME, next.id, NOW));
        await eraseRest(second, next);
        await none(storage.open(id));
      }),
    );
  });
});
