import { expect } from 'chai';
import { type MediaType } from '../../src/domain/model/media/media-rules.js';
import { caseFile } from '../support/case-files.js';
import { call } from '../support/http-client.js';
import { answerFaults } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { postMedia, sentData } from '../support/send.js';

const office = 'application/vnd.openxmlformats-officedocument.';

const taken = {
  'sheetjs.xlsx': ['document', `${office}spreadsheetml.sheet`],
  'default-main.xlsx': ['document', `${office}spreadsheetml.sheet`],
  'default-main.docx': ['document', `${office}wordprocessingml.document`],
  'newline-after-zip.docx': ['document', `${office}wordprocessingml.document`],
  'bom.pdf': ['document', 'application/pdf'],
  'byte-order-ff-fe.xls': ['document', 'application/vnd.ms-excel'],
  'cp1251-january.csv': ['document', 'text/plain'],
  'junk-between-segments.jpg': ['image', 'image/jpeg'],
} as const satisfies Record<string, readonly [MediaType, string]>;

const refused = {
  'control-vba-part.xlsx': {
    details: { reason: 'content_mismatch', detected: 'xlsm' },
    message:
      'The content of the file is of type xlsm, which this media_type does not allow; send a file of an allowed type.',
  },
  'encrypted-with-word-decoy.docx': {
    details: { reason: 'password_protected' },
    message: 'The file is protected by a password; take the password away and send it again.',
  },
} as const;

describe("a file that people's programs write, sent by REST", () => {
  let world: PostcardWorld;
  let token: string;

  before(async () => {
    world = await startPostcard();
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  const send = async (name: string, type: MediaType, bytes = new Uint8Array(caseFile(name))) => {
    const fields = { phone: '14155560123', media_type: type };
    const answer = await postMedia({ url: world.url, token }, await multipartBody(fields, { name, bytes }));
    expect(answerFaults('POST', '/messages/media', answer)).to.deep.equal([]);
    return answer;
  };
  const errorOf = ({ body }: { readonly body: Uint8Array }) =>
    (JSON.parse(Buffer.from(body).toString('utf8')) as { error: object }).error;

  for (const [name, [type, served]] of Object.entries(taken))
    it(`${name} is sent, and served byte by byte as ${served}`, async () => {
      const { media_url } = sentData(await send(name, type));
      const { status, headers, body } = await call(world.url, { method: 'GET', path: new URL(media_url).pathname });
      expect(status).to.equal(200);
      expect(String(headers['content-type']).split(';')[0]).to.equal(served);
      expect(Buffer.from(body).equals(caseFile(name))).to.equal(true);
    });

  for (const [name, error] of Object.entries(refused))
    it(`${name} is refused, and the answer says what it is`, async () => {
      const answer = await send(name, 'document');
      expect(answer.status).to.equal(422);
      expect(errorOf(answer)).to.deep.equal({ code: 'INVALID_MEDIA_TYPE', ...error });
    });

  it('a page in the place of a picture is refused as the page that it is', async () => {
    const page = new Uint8Array(Buffer.from('<!DOCTYPE html><title>Not found</title>'));
    expect(errorOf(await send('photo.jpg', 'image', page))).to.deep.include({
      details: { reason: 'content_mismatch', detected: 'html' },
    });
  });

  it('bytes of no known kind are refused in words that name none', async () => {
    expect(errorOf(await send('photo.jpg', 'image', new Uint8Array(100)))).to.deep.equal({
      code: 'INVALID_MEDIA_TYPE',
      message: 'The content of the file is not of a type that this media_type allows; send a file of an allowed type.',
      details: { reason: 'content_mismatch' },
    });
  });
});
