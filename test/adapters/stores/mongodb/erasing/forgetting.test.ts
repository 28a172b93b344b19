import { expect } from 'chai';
import {
  eraseAll,
  eraseRest,
  expectForgotten,
  openTo,
  person,
  secretsOf,
  sendTo,
} from '../../../../contracts/erasing/stage.js';
import { deliveriesTo, drain, eventsOf, makeEndpoint, typesOf } from '../../../../contracts/events/stage.js';
import { ACME, NONCE, none, NOW, on, right, shown, some } from '../../../../contracts/support.js';
import { withMongodb } from '../../../../support/mongodb/database.js';
import { keptIn } from '../media-database.js';
import { live } from './life.js';
import { openErasingStage } from './stage.js';

withMongodb(() => {
  describe('an erased person', () => {
    const test = on(openErasingStage);

    it(
      'is in no document of any collection, and the others are as they were',
      test(async (stage) => {
        const endpoint = await makeEndpoint(stage);
        const [ann, ben] = [person(1), person(2)];
        const gone = await live(stage, ann, 1, endpoint);
        const stays = await live(stage, ben, 2, endpoint);
        const before = await stage.everything();
        for (const secret of [...secretsOf(ann), ...secretsOf(ben)]) expect(before).to.contain(secret);

        expect((await eraseAll(stage, gone.contact)).unnamed).to.deep.equal([gone.file]);
        await expectForgotten(stage, ann);
        const after = await stage.everything();
        for (const secret of secretsOf(ben)) expect(after).to.contain(secret);
        expect(after).to.not.contain(gone.file + ' ');
        await none(stage.storage.open(gone.file));
        await (await some(stage.storage.open(stays.file))).close();
        expect(await keptIn(stage.nodes[0].database)).to.deep.equal({ staged: 0, published: 1 });
      }),
    );

    it(
      'keeps its events at their places, each delivered once more or less as it would have been',
      test(async (stage) => {
        const endpoint = await makeEndpoint(stage);
        const { contact } = await live(stage, person(1), 1, endpoint);
        const before = await eventsOf(stage);
        await eraseAll(stage, contact);
        await drain(stage);
        const after = await eventsOf(stage);
        expect(after.slice(0, before.length).map(({ id }) => id)).to.deep.equal(before.map(({ id }) => id));
        expect(typesOf(after)).to.have.members([
          'contact.created',
          'message.sent',
          'message.delivered',
          'message.sent',
          'message.read',
          'contact.opted_out',
          'contact.erased',
        ]);
        const delivered = (await deliveriesTo(stage, endpoint)).map(({ eventId }) => eventId);
        expect(delivered.reverse()).to.deep.equal(after.map(({ id }) => id));
        await expectForgotten(stage, person(1));
      }),
    );

    it(
      'shows nothing of what was on its way: an outcome, a status, a word and a late report',
      test(async (stage) => {
        const [node, other] = stage.nodes;
        const who = person(1);
        const endpoint = await makeEndpoint(stage);
        const { contact, file } = await live(stage, who, 1, endpoint);
        const message = await openTo(node, contact, who, { mediaId: file });
        const shows = shown({ waId: who.waId, userId: who.userId });
        const mark = { id: message.id, nonce: NONCE };
        const report = { wamid: `${who.wamid}.late`, mark, shown: shows, at: NOW } as const;
        const erased = await eraseAll(stage, contact);
        expect([erased.pending, erased.unnamed]).to.deep.equal([1, []]);
        expect(await right(node.messages.byId(ACME, message.id))).to.have.nested.property('value.caption', who.caption);
        const accepted = { _tag: 'Accepted', wamid: report.wamid, shown: shows, at: NOW } as const;
        await right(node.messages.settle(message, accepted, contact, []));
        await right(other.messages.recordStatus(ACME, { ...report, status: 'delivered' }, NOW));
        await eraseRest(stage, contact);
        await expectForgotten(stage, who);
        await none(stage.storage.open(file));

        await right(other.messages.recordStatus(ACME, { ...report, status: 'read' }, NOW));
        expect(await right(node.messages.byId(ACME, message.id))).to.have.nested.property('value.state', 'read');
        await drain(stage);
        await expectForgotten(stage, who);
        await none(node.contacts.byId(ACME, contact.id));
      }),
    );

    it(
      'leaves a file that another was sent too, until the other is erased',
      test(async (stage) => {
        const endpoint = await makeEndpoint(stage);
        const { contact, file } = await live(stage, person(1), 1, endpoint);
        const other = await live(stage, person(2), 2, endpoint);
        await sendTo(stage, other.contact, person(2), { mediaId: file });
        expect((await eraseAll(stage, contact)).unnamed).to.deep.equal([]);
        await (await some(stage.storage.open(file))).close();
        expect((await eraseAll(stage, other.contact)).unnamed).to.have.members([file, other.file]);
        await none(stage.storage.open(file));
        expect(await keptIn(stage.nodes[0].database)).to.deep.equal({ staged: 0, published: 0 });
      }),
    );
  });
});
