import { expect } from 'chai';
import { connect, fileParts, send } from '../support/grpc-client.js';
import { json } from '../support/http-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { messageIn } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, type Sender, sentData } from '../support/send.js';

describe('a refusal of WhatsApp that has no details', () => {
  let world: PostcardWorld;
  let sender: Sender;

  before(async () => {
    world = await startPostcard({ statusDelayMs: 2 });
    sender = {
      url: world.url,
      token: await world.newToken((await world.newAccount()).id, ['messages:send', 'messages:read']),
    };
  });
  after(() => world.close());

  const upload = async (digits: string) => {
    const file = { name: 'a.png', bytes: new Uint8Array(sample('png')) };
    return postMedia(sender, await multipartBody({ phone: `1415${digits}`, media_type: 'image' }, file));
  };

  for (const [digits, code, words] of [
    ['999020', 100, 'WhatsApp does not know the phone number id, or the access token may not use it'],
    ['999021', 100, 'The file is larger than WhatsApp takes; send a smaller one.'],
    ['999022', 131009, 'WhatsApp does not take a parameter of the message, or its value'],
    ['999023', 131053, 'WhatsApp could not fetch the file or does not take it'],
    ['999025', 999025, 'WhatsApp reports error 999025 for the message'],
  ] as const)
    it(`is told in words that stand alone, by both doors: ${digits}`, async () => {
      const answer = await upload(digits);
      expect(answer.status).to.equal(500);
      const { code: failed, details } = json(answer)['error'] as {
        readonly code: string;
        readonly details: { readonly error: string; readonly whatsapp: object };
      };
      expect(failed).to.equal('MESSAGE_SEND_FAILED');
      expect(details.error).to.include(words);
      expect(details.whatsapp).to.include({ code });
      if (digits !== '999021') expect(details.whatsapp).to.include({ details: null });

      const client = connect(world.grpc);
      const metadata = { phone: `1416${digits}`, media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.png' } as const;
      const { reason, info } = await send(client, fileParts(metadata, sample('png')), { token: sender.token });
      client.close();
      expect(reason).to.equal('MESSAGE_SEND_FAILED');
      expect(JSON.stringify(info)).to.include(words);
    });

  it('is told of a failed status likewise: 999024', async () => {
    const { chat_message_id: id } = sentData(await upload('999024'));
    const { error } = await messageIn(sender, id, 'failed');
    expect(error?.error).to.include('WhatsApp could not fetch the file or does not take it');
    expect(error?.whatsapp).to.include({ code: 131053, details: null });
  });
});
