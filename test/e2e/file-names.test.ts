import { expect } from 'chai';
import { FORM_TYPE, utf8, writeForm, type WrittenPart } from '../adapters/rest/support/form.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { call, json } from '../support/http-client.js';
import { namedFiles } from '../support/named-files.js';
import { jsonBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { type Received, receivedMedia } from '../support/sandbox-list.js';
import { postMedia, type SentData, sentData } from '../support/send.js';

describe('the name of a file, as its recipient sees it', () => {
  let world: FetchingWorld;
  let token: string;
  let recipients = 0;
  const nextPhone = (): string => `1415557${String((recipients += 1)).padStart(4, '0')}`;

  before(async () => {
    world = await startFetchingPostcard(namedFiles);
    token = await world.newToken((await world.newAccount()).id);
  });
  after(() => world.close());

  /** Posts a form of these fields and one part for the file, whose head is given to the letter. */
  const postForm = async (fields: Readonly<Record<string, string>>, { head, content }: WrittenPart) => {
    const written = Object.entries(fields).map(([name, value]): WrittenPart => ({
      head: [`Content-Disposition: form-data; name="${name}"`],
      content: utf8(value),
    }));
    const body = writeForm([...written, { head, content }]);
    return postMedia({ url: world.url, token }, { headers: { 'content-type': FORM_TYPE }, body });
  };
  const filePart = (parameters: string, content: string | Uint8Array, type = 'application/pdf'): WrittenPart => ({
    head: [`Content-Disposition: form-data; name="media_file"${parameters}`, `Content-Type: ${type}`],
    content,
  });
  const expectServed = async ({ media_url }: SentData, name: RegExp | string): Promise<void> => {
    expect(media_url.length).to.be.below(2_048);
    const { pathname } = new URL(media_url);
    const served = await call(world.url, { method: 'GET', path: pathname });
    expect(served.status).to.equal(200);
    const last = decodeURIComponent(pathname.split('/').pop() ?? '');
    if (typeof name === 'string') expect(last).to.equal(name);
    else expect(last).to.match(name);
  };
  const received = (phone: string, data: SentData): Promise<Received> =>
    receivedMedia(world.sandboxUrl, phone, data.message_id);

  for (const [how, parameters, expected] of [
    ['percent-encoded as a whole', '; filename=Rechnung%20M%C3%A4rz.pdf', 'Rechnung März.pdf'],
    ['percent-encoded, in quotes', '; filename="Rechnung%20M%C3%A4rz.pdf"', 'Rechnung März.pdf'],
    ['with a percent sign of its own', '; filename=100%25 off; x.pdf', '100%25 off; x.pdf'],
    ['with a percent sign of its own, in quotes', '; filename="100%25 off; x.pdf"', '100%25 off; x.pdf'],
    ['escaped as browsers do', '; filename="say %22hi%22.pdf"', 'say "hi".pdf'],
    ['in an encoded word', '; filename="=?UTF-8?B?UmVjaG51bmcgTcOkcnoucGRm?="', 'Rechnung März.pdf'],
    ['in two encoded words', '; filename="=?UTF-8?Q?Rechnung_M=C3?= =?UTF-8?Q?=A4rz.pdf?="', 'Rechnung März.pdf'],
    ['in Latin-1', '; filename="Rechnung M\xe4rz.pdf"', 'Rechnung März.pdf'],
    ['extended', "; filename=x.pdf; filename*=UTF-8''Rechnung%20M%C3%A4rz.pdf", 'Rechnung März.pdf'],
    ['extended, in quotes', '; filename*="UTF-8\'\'Rechnung%20M%C3%A4rz.pdf"', 'Rechnung März.pdf'],
    ['extended in a way that nobody can decode', "; filename=x.pdf; filename*=x-unknown''%FF", 'x.pdf'],
    ['without an extension', '; filename=blob', 'blob.pdf'],
    ['with a dot at its end', '; filename="report."', 'report.pdf'],
    ['empty', '; filename=""', 'document.pdf'],
  ] as const)
    it(`is the one that was meant: sent ${how}`, async () => {
      const phone = nextPhone();
      const answer = await postForm({ phone, media_type: 'document' }, filePart(parameters, sample('pdf')));
      const data = sentData(answer);
      expect((await received(phone, data)).name).to.equal(expected);
      await expectServed(data, expected);
    });

  it('is given to bytes that came without any, if their part says that they are bytes', async () => {
    const phone = nextPhone();
    const part = filePart('', sample('pdf'), 'application/octet-stream');
    const data = sentData(await postForm({ phone, media_type: 'document' }, part));
    expect((await received(phone, data)).name).to.equal('document.pdf');
    const picture = filePart('; filename=blob', sample('png'), 'application/octet-stream');
    await expectServed(sentData(await postForm({ phone: nextPhone(), media_type: 'image' }, picture)), 'blob.png');
  });

  it('is asked for where a part is no file without one, whatever its size', async () => {
    for (const content of [sample('png'), Buffer.alloc(20_480, 0x89), 'text', Buffer.alloc(200_000, 0x20)]) {
      const answer = await postForm({ phone: nextPhone(), media_type: 'image' }, filePart('', content, 'image/png'));
      expect(answer.status).to.equal(422);
      expect(json(answer))
        .to.have.nested.property('error.details')
        .that.deep.equals({
          media_file: ['media_file needs a file name: send it in multipart/form-data, as a part with filename="…"'],
        });
    }
  });

  it('is no name of another field: bytes there are its text', async () => {
    const head = ['Content-Disposition: form-data; name="caption"', 'Content-Type: application/octet-stream'];
    const phone = nextPhone();
    const answer = await postForm(
      { phone, media_type: 'document', media_url: `${world.origin.url}/typed` },
      { head, content: 'Hi' },
    );
    expect(sentData(answer).caption).to.equal('Hi');
    const long = await postForm(
      { phone: 'x' },
      { head: head.map((line) => line.replace('caption', 'contact_id')), content: 'x' },
    );
    expect(json(long)).to.have.nested.property('error.details').that.includes.keys('contact_id');
  });

  for (const [sign, most] of [
    ['中', 255],
    ['🎉', 255],
    ['ש', 255],
    ['e\u0323', 127],
    ['%', 255],
  ] as const)
    it(`is whole where it is ${most} × ${sign}, and the media URL is short enough for WhatsApp`, async () => {
      const filename = sign.repeat(most);
      const phone = nextPhone();
      const fields = { phone, media_type: 'document', filename };
      const data = sentData(await postForm(fields, filePart('; filename=a.pdf', sample('pdf'))));
      const shown = `${filename.normalize('NFC')}.pdf`;
      expect(data.filename).to.equal(filename.normalize('NFC'));
      expect((await received(phone, data)).name).to.equal(shown);
      await expectServed(data, /^.+\.pdf$/su);
      expect(shown.startsWith(decodeURIComponent(data.media_url.split('/').pop() ?? '').slice(0, -4))).to.equal(true);
    });

  for (const [path, expected] of [
    ['/download.php?id=5', 'invoice.pdf'],
    ['/download.php?id=6', 'download.pdf'],
    ['/blob/5f0c', '5f0c.pdf'],
    ['/report.v2', 'report.v2.pdf'],
    ['/moved.pdf', 'moved.pdf'],
    ['/typed', 'typed.pdf'],
    ['/list', 'list.csv'],
    ['/aws.pdf', 'aws.pdf'],
    ['/gzip.pdf', 'gzip.pdf'],
  ] as const)
    it(`is ${expected} where it was fetched from ${path}`, async () => {
      const phone = nextPhone();
      const body = jsonBody({ phone, media_type: 'document', media_url: world.origin.url + path });
      const data = sentData(await postMedia({ url: world.url, token }, body));
      expect((await received(phone, data)).name).to.equal(expected);
      await expectServed(data, expected);
    });

  it('does not make a file of what was fetched packed: it is not inflated', async () => {
    const fields = { phone: nextPhone(), media_type: 'document', media_url: `${world.origin.url}/packed.pdf` };
    const answer = await postMedia({ url: world.url, token }, jsonBody(fields));
    expect(answer.status).to.equal(422);
    expect(json(answer)).to.have.nested.property('error.details.reason', 'content_mismatch');
  });
});
