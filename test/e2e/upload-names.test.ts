import { expect } from 'chai';
import { type Extension, type MediaType } from '../../src/domain/model/media/media-rules.js';
import { connect, fileParts, send } from '../support/grpc-client.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedMedia } from '../support/sandbox-list.js';
import { postMedia, sentData } from '../support/send.js';

const grpcTypes = {
  image: 'MEDIA_TYPE_IMAGE',
  document: 'MEDIA_TYPE_DOCUMENT',
  video: 'MEDIA_TYPE_VIDEO',
  audio: 'MEDIA_TYPE_AUDIO',
} as const;

describe('a file that is uploaded to WhatsApp', () => {
  let world: PostcardWorld;
  let token: string;
  /** Of another account, for which nothing has been uploaded. */
  let other: string;

  before(async () => {
    world = await startPostcard({ mediaMode: 'upload' });
    token = await world.newToken((await world.newAccount()).id);
    other = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  const cases: readonly (readonly [Extension, MediaType, string])[] = [
    ['jpg', 'image', 'image.jpg'],
    ['jpeg', 'image', 'image.jpg'],
    ['png', 'image', 'image.png'],
    ['pdf', 'document', 'document.pdf'],
    ['docx', 'document', 'document.docx'],
    ['xls', 'document', 'document.xls'],
    ['pptx', 'document', 'document.pptx'],
    ['txt', 'document', 'document.txt'],
    ['csv', 'document', 'document.txt'],
    ['mp4', 'video', 'video.mp4'],
    ['3gp', 'video', 'video.3gp'],
    ['mp3', 'audio', 'audio.mp3'],
    ['ogg', 'audio', 'audio.ogg'],
    ['opus', 'audio', 'audio.ogg'],
    ['amr', 'audio', 'audio.amr'],
    ['aac', 'audio', 'audio.aac'],
  ];

  for (const [index, [extension, type, name]] of cases.entries())
    it(`comes as ${name} by both doors, and not under the caller's name: ${extension}`, async () => {
      const phone = String(14_155_550_400 + index);
      const bytes = sample(extension);
      const file = { name: `Schmidt, Anna.${extension}`, bytes: new Uint8Array(bytes) };
      const body = await multipartBody({ phone, media_type: type }, file);
      const { message_id } = sentData(await postMedia({ url: world.url, token }, body));
      const received = await receivedMedia(world.sandboxUrl, phone, message_id);
      expect(received).to.include({ upload_name: name, link: null });
      if (type === 'document') expect(received.name).to.equal(`Schmidt, Anna.${extension}`);

      const client = connect(world.grpc);
      const metadata = { phone, media_type: grpcTypes[type], file_name: `Schmidt, Anna.${extension}` };
      const { response } = await send(client, fileParts(metadata, bytes), { token: other });
      client.close();
      const again = await receivedMedia(world.sandboxUrl, phone, response?.message_id ?? '');
      expect(again).to.include({ upload_name: name });
    });

  it('is named as what it was converted to', async () => {
    const phone = '14155550499';
    const file = { name: 'holiday.webp', bytes: new Uint8Array(sample('webp')) };
    const body = await multipartBody({ phone, media_type: 'image' }, file);
    const { message_id } = sentData(await postMedia({ url: world.url, token }, body));
    const { mime, upload_name } = await receivedMedia(world.sandboxUrl, phone, message_id);
    expect(upload_name).to.equal(mime === 'image/png' ? 'image.png' : 'image.jpg');
  });
});
