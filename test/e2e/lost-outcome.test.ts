import { expect } from 'chai';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type Clock } from '../../src/domain/ports/clock.js';
import { HOUR } from '../../src/domain/model/time.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { withMongodb } from '../support/mongodb/database.js';
import { errorCode, sentData } from '../support/send.js';
import { until } from '../support/until.js';
import { type CoreOnAWire, startCoreOnAWire } from './core-on-a-wire.js';

withMongodb(() => {
  describe('a service whose database is lost between a send and its outcome', () => {
    let passed = 0;
    /** Those who pause before they try again; they go on when a test says so. */
    let pausing: (() => void)[] = [];
    const started = Date.now();
    const clock: Clock = {
      now: () => started + passed,
      elapsed: () => passed,
      sleep: () => () => new Promise((resolve) => pausing.push(resolve)),
    };
    const goOn = (): void => pausing.splice(0).forEach((go) => go());
    let core: CoreOnAWire;

    before(async () => {
      core = await startCoreOnAWire(clock);
    });
    after(() => core.close());
    beforeEach(() => {
      passed = 0;
      pausing = [];
    });

    /** Loses the database once WhatsApp has accepted a send, and waits until its outcome was tried in vain. */
    const sendAndLose = async (phone: string, key: string) => {
      core.whatsapp.hold();
      const answer = core.send(phone, key);
      await until('the send', () => (core.whatsapp.received(phone) === 1 ? true : undefined));
      core.wire.cut();
      core.whatsapp.release();
      await until('the outcome to be tried', () => (pausing.length > 0 ? true : undefined));
      return { answer };
    };
    const untilReady = () => until('the database', async () => ((await core.isReady()) ? true : undefined));

    it('records the outcome once the database is back', async () => {
      const phone = '14155550011';
      const { answer } = await sendAndLose(phone, 'back');
      core.wire.restore();
      await untilReady();
      goOn();
      const data = sentData(await answer);
      expect(core.whatsapp.received(phone)).to.equal(1);
      const kept = await orThrow(core.stores.messages.byId(core.account, data.chat_message_id as ChatMessageId));
      expect(kept).to.have.nested.property('value.state', 'sent');
    });

    it('says that the outcome is unknown where the database stays away', async () => {
      const phone = '14155550013';
      const { answer } = await sendAndLose(phone, 'away');
      passed = HOUR;
      goOn();
      const { status, body } = await answer;
      expect(status).to.equal(500);
      expect(JSON.parse(Buffer.from(body).toString())).to.have.nested.property('error.details.outcome', 'unknown');
      passed = 0;
      core.wire.restore();
      await untilReady();
      expect(errorCode(await core.send(phone, 'away'))).to.equal('IDEMPOTENCY_CONFLICT');
      expect(core.whatsapp.received(phone)).to.equal(1);
    });
  });
});
