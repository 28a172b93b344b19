import { expect } from 'chai';
import { type ChatMessageId } from '../../src/domain/message.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { withMongodb } from '../support/mongodb/database.js';
import { errorCode, sentData } from '../support/send.js';
import { until } from '../support/until.js';
import { type NodeOnAWire, startNodeOnAWire } from './node-on-a-wire.js';

withMongodb(() => {
  describe('a service whose database is lost between a send and its outcome', () => {
    let node: NodeOnAWire;

    before(async () => {
      node = await startNodeOnAWire();
    });
    after(() => node.close());
    afterEach(() => node.wire.restore());

    /** Begins a send, and cuts the database off after WhatsApp has accepted it and before it says so. */
    const sendAndLose = async (phone: string, key: string) => {
      node.whatsapp.hold();
      const sending = node.send(phone, key);
      await until('the send', () => (node.whatsapp.received(phone) === 1 ? true : undefined));
      node.wire.cut();
      node.whatsapp.release();
      return sending;
    };

    it('records the outcome once the database is back', async () => {
      const phone = '14155550011';
      const sending = sendAndLose(phone, 'back');
      await until('the database to be missed', async () => ((await node.readiness()) === 503 ? true : undefined));
      // This one is put off while the outcome of the other is tried, so that the other has been tried in vain.
      expect((await node.send('14155550012')).status).to.equal(503);
      node.wire.restore();
      const data = sentData(await sending);
      expect(node.whatsapp.received(phone)).to.equal(1);
      const kept = await orThrow(node.stores.messages.byId(node.account, data.chat_message_id as ChatMessageId));
      expect(kept).to.have.nested.property('value.state', 'sent');
    });

    it('says that the outcome is unknown where the database stays away', async () => {
      const phone = '14155550013';
      const answer = await sendAndLose(phone, 'away');
      expect(answer.status).to.equal(500);
      expect(JSON.parse(Buffer.from(answer.body).toString())).to.have.nested.property(
        'error.details.outcome',
        'unknown',
      );
      node.wire.restore();
      await node.untilReady();
      expect(errorCode(await node.send(phone, 'away'))).to.equal('IDEMPOTENCY_CONFLICT');
      expect(node.whatsapp.received(phone)).to.equal(1);
    });
  });
});
