import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { type MediaType, type ServedType } from '../../../src/domain/model/media/media-rules.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { errorCodes } from '../../../src/sandbox/meta/error-codes.js';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.js';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { skippingTime } from '../../kit/time/skipping-time.js';
import { until } from '../../support/until.js';
import {
  client,
  closeAll,
  closeLater,
  expectNotSent,
  expectUnknown,
  media,
  order,
  patientBudget,
  noRetry,
  type TestClient,
} from './support.js';

interface Listed {
  readonly wamid: string;
  readonly to: string;
  readonly type: string;
  readonly mime: string;
  readonly caption: string | null;
  readonly name: string | null;
  readonly sha256: string;
  readonly biz_opaque_callback_data: string;
}

const recipient = (lastSix: string | number) => byNumber(`141555${String(lastSix).padStart(6, '0')}` as PhoneNumber);

describe('against the sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: 1 });
    closeLater(() => sandbox.close());
  });
  afterEach(closeAll);

  const list = async (): Promise<Listed[]> =>
    ((await (await fetch(`${sandbox.url}/sandbox/messages`)).json()) as { messages: Listed[] }).messages;

  const whatsapp = (settings: Parameters<typeof client>[1] = {}): TestClient => client(sandbox.url, settings);

  it('each kind of media arrives by upload as it left', async () => {
    const uploading = whatsapp({ mode: 'upload' });
    const cases: [MediaType, ServedType, string | null][] = [
      ['image', 'image/jpeg', null],
      ['document', 'application/pdf', 'naïve ✓ "x".pdf'],
      ['document', 'text/plain', 'table.csv'],
      ['video', 'video/3gpp', null],
      ['audio', 'audio/ogg; codecs=opus', null],
      ['audio', 'audio/amr', null],
    ];
    for (const [n, [mediaType, type, filename]] of cases.entries()) {
      const content = Buffer.from(`content ${n}`);
      const id = `${n}`.padEnd(43, 'x') as MediaId;
      const outcome = await uploading.send(
        order({ mediaType, filename, caption: 'Hi 🌴', media: media(content, { type, id }), callbackData: `c:${n}` }),
      );
      expect(outcome).to.have.nested.property('shown.waId', '14155550123');
      const found = (await list()).find((message) => message.biz_opaque_callback_data === `c:${n}`);
      expect(found).to.include({
        to: '+14155550123',
        type: mediaType,
        mime: type,
        caption: mediaType === 'audio' ? null : 'Hi 🌴',
        name: mediaType === 'document' ? filename : null,
        sha256: createHash('sha256').update(content).digest('hex'),
      });
    }
  });

  it('a link is sent as it is', async () => {
    const outcome = await whatsapp().send(order({ caption: 'c' }));
    expect(outcome).to.have.property('_tag', 'Accepted');
    expect(await list()).to.have.nested.property('[0].link', 'https://media.example.com/media/m/holiday.jpg');
  });

  it('an id that it does not know is uploaded again', async () => {
    const uploading = whatsapp({ mode: 'upload' });
    await uploading.handles.keep('m'.repeat(43) as MediaId, '106540352242922', '123', Number.MAX_SAFE_INTEGER)();
    expect(await uploading.send(order())).to.have.property('_tag', 'Accepted');
    expect(await list()).to.have.length(1);
  });

  it('an expired token is refused with what to do', async () => {
    const credentials = { phoneNumberId: '106540352242922', accessToken: 'expired' };
    for (const mode of ['link', 'upload'] as const) {
      const failure = expectNotSent(await whatsapp({ mode }).send(order({ credentials })), false);
      expect(failure.whatsapp?.code).to.equal(190);
      expect(failure.error).to.include('--access-token');
    }
  });

  it('each error that it can answer is told as it is', async () => {
    const quick = whatsapp({ budget: noRetry });
    const transient = [1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004];
    for (const { code, report } of errorCodes) {
      const outcome = await quick.send(order({ to: recipient(code) }));
      if (report === 'webhook') expect(outcome, String(code)).to.have.property('_tag', 'Accepted');
      else expect(expectNotSent(outcome, transient.includes(code)).whatsapp?.code).to.equal(code);
    }
  });

  it('what is flaky is sent once in the end', async () => {
    expect(await whatsapp().send(order({ to: recipient(999_007) }))).to.have.property('_tag', 'Accepted');
    expect(await list()).to.have.length(1);
  });

  it('what it accepted without saying so is unknown and never sent twice', async () => {
    for (const behaviour of [999_003, 999_010]) {
      expectUnknown(await whatsapp().send(order({ to: recipient(behaviour) })));
    }
    expect(await list()).to.have.length(2);
    const time = manualTimer();
    const sending = whatsapp({ time }).send(order({ to: recipient(999_004) }));
    await until('the message', async () => (await list()).length === 3);
    time.pass(patientBudget.answerMs);
    expectUnknown(await sending);
    expect(await list()).to.have.length(3);
  });

  it('what it did not accept but did not refuse either is unknown', async () => {
    for (const behaviour of [999_002, 999_005, 999_006]) {
      expectUnknown(await whatsapp().send(order({ to: recipient(behaviour) })));
    }
    expectUnknown(await whatsapp({ budget: { answerMs: 50 } }).send(order({ to: recipient(999_001) })));
    expect(await list()).to.have.length(0);
  });

  it('what it calls transient is tried again, then told as retryable', async () => {
    const time = skippingTime((wait) => wait < patientBudget.answerMs);
    expectNotSent(await whatsapp({ time }).send(order({ to: recipient(999_009) })), true);
    expect(time.skipped).to.have.length.above(2);
  });
});
