import { expect } from 'chai';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sample } from '../../support/samples.js';
import { receivedMedia } from '../../support/sandbox-list.js';
import { configOf, startWatched, type WatchedService } from '../../support/service.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';
import { buildGoClient } from './go-client.js';
import { getMessage, type Postcard, sendPicture } from './typescript-client.js';

const run = promisify(execFile);

/** Numbers at which the sandbox does not just take what it gets. */
const REFUSED = '14155131030';
const NO_NUMBER = '0049123456789';
const PHONE_FAULT = ['phone must begin with a country code, which never begins with 0'];

describe('a client that was generated from the OpenAPI document', () => {
  let folder: TempDir;
  let service: WatchedService;
  let postcard: Postcard;
  const picture = sample('jpg');

  before(async () => {
    folder = await makeTempDir();
    service = await startWatched(configOf({ DATA_DIR: join(folder.path, 'data') }));
    postcard = { url: service.restUrl, token: String(service.demoToken) };
    await writeFile(join(folder.path, 'holiday.jpg'), picture);
  });
  after(async () => {
    await service.stop();
    await folder.remove();
  });

  /** What WhatsApp got, by the sandbox that stands for it. */
  const received = async (phone: string, wamid: string) => {
    const { mime, caption, sha256 } = await receivedMedia(String(service.sandboxUrl), phone, wamid);
    return { mime, caption, sha256 };
  };
  const sent = (caption: string) => ({
    mime: 'image/jpeg',
    caption,
    sha256: createHash('sha256').update(picture).digest('hex'),
  });

  describe('by openapi-typescript', () => {
    const send = (phone: string) => sendTo({ phone });
    const sendTo = (recipient: { readonly phone: string } | { readonly user_id: string }) =>
      sendPicture(postcard, {
        ...recipient,
        media_type: 'image',
        caption: 'Sent from TypeScript',
        'contact.firstname': 'Ada',
        media_file: new File([picture], 'holiday.jpg'),
      });

    it('sends a picture and reads what became of it', async () => {
      const answer = await send('14155550401');
      if (answer.status !== 200) return expect.fail(JSON.stringify(answer.body));
      const { message_id, chat_message_id } = answer.body.data;
      expect(await received('14155550401', String(message_id))).to.deep.equal(sent('Sent from TypeScript'));
      const read = await getMessage(postcard, { chat_message_id });
      if (read.status !== 200) return expect.fail(JSON.stringify(read.body));
      expect(read.body.data).to.include({ message_id, phone: '14155550401' });
    });

    it('sends to a person without a number', async () => {
      const user_id = 'US.13491208655302741918';
      const answer = await sendTo({ user_id });
      if (answer.status !== 200) return expect.fail(JSON.stringify(answer.body));
      expect(answer.body.data).to.include({ phone: null, user_id });
      const read = await getMessage(postcard, { chat_message_id: answer.body.data.chat_message_id });
      if (read.status !== 200) return expect.fail(JSON.stringify(read.body));
      expect(read.body.data).to.include({ phone: null, user_id });
    });

    it('reads the faults of fields, and what a refusal of WhatsApp means', async () => {
      const faulty = await send(NO_NUMBER);
      if (faulty.status !== 422) return expect.fail(JSON.stringify(faulty));
      expect(faulty.body.error.code).to.equal('VALIDATION_ERROR');
      expect(faulty.body.error.details?.phone).to.deep.equal(PHONE_FAULT);
      const refused = await send(REFUSED);
      if (refused.status !== 500) return expect.fail(JSON.stringify(refused));
      expect(refused.body.error.code).to.equal('MESSAGE_SEND_FAILED');
      expect(refused.body.error.details?.outcome).to.equal('not_sent');
      expect(refused.body.error.details?.whatsapp?.code).to.equal(131030);
    });
  });

  describe('by oapi-codegen, in Go', () => {
    let program: string;
    before(async function () {
      // A machine that has compiled nothing in Go yet compiles its library first.
      this.timeout('10 minutes');
      const client = await buildGoClient(join(folder.path, 'go'));
      if (client._tag === 'NotBuilt') {
        process.stderr.write(`NOT RUN: the Go client: ${client.why}\n`);
        return this.skip();
      }
      ({ program } = client);
    });

    const send = async (phone: string) => {
      const { stdout } = await run(program, [postcard.url, phone, join(folder.path, 'holiday.jpg')], {
        env: { POSTCARD_TOKEN: postcard.token },
      });
      return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    };

    it('sends a picture and reads what became of it', async () => {
      const { message_id, state, ...statuses } = await send('14155550402');
      expect(statuses).to.deep.equal({ status: 200, read_status: 200 });
      expect(state).to.be.oneOf(['sent', 'delivered', 'read']);
      expect(await received('14155550402', String(message_id))).to.deep.equal(sent('Sent from Go'));
    });

    it('reads the faults of fields, and what a refusal of WhatsApp means', async () => {
      expect(await send(NO_NUMBER)).to.deep.equal({ status: 422, code: 'VALIDATION_ERROR', phone: PHONE_FAULT });
      expect(await send(REFUSED)).to.deep.equal({ status: 500, code: 'MESSAGE_SEND_FAILED', outcome: 'not_sent' });
    });
  });
});
