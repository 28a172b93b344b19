import { expect } from 'chai';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { messageIn } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';
import { makeTempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';

describe('a link that WhatsApp cannot fetch', () => {
  afterEach(killProcesses);

  it('is told in the message, with what to set', async () => {
    const folder = await makeTempDir();
    try {
      // Nothing listens at port 1.
      const settings = { PUBLIC_URL: 'http://127.0.0.1:1', WHATSAPP_MEDIA_MODE: 'link' };
      const postcard = startProcess({ DATA_DIR: folder.path, ...settings });
      const { rest } = await untilListening(postcard);
      const token = await until('the demo token', () => /token is (pc_\S+)/.exec(postcard.said().stdout)?.[1]);
      const sender = { url: rest, token };
      const body = await multipartBody(
        { phone: '14155550301', media_type: 'image' },
        { name: 'a.png', bytes: new Uint8Array(sample('png')) },
      );
      const { chat_message_id: id } = sentData(await postMedia(sender, body));
      const { error } = await messageIn(sender, id, 'failed');
      expect(error?.error).to.include('WHATSAPP_MEDIA_MODE=upload');
      expect(error).to.include({ outcome: 'not_sent', retryable: false });
      expect(error?.whatsapp?.code).to.equal(131053);
      const logged = /"event":"message\.failed".*"code":131053/;
      await until('the log of it', () => (logged.test(postcard.said().stderr) ? true : undefined));
      expect(postcard.said().stderr).not.to.include('14155550301');
    } finally {
      await killProcesses();
      await folder.remove();
    }
  });
});
