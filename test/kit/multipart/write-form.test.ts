import { expect } from 'chai';
import { multipartForm } from '../../../src/kit/multipart/write-form.js';

/** What another implementation reads from the form with these bytes in its file. */
const read = async (form: ReturnType<typeof multipartForm>, bytes: string): Promise<FormData> =>
  new Response(Buffer.concat([form.head, Buffer.from(bytes), form.tail]), { headers: form.headers }).formData();

const file = { name: 'media_file', filename: 'holiday.jpg', type: 'image/jpeg', sizeBytes: 5 };

describe('a multipart form', () => {
  it('holds its fields and its file', async () => {
    const form = await read(multipartForm({ phone: '+1 555', caption: 'Zoë 🎉\r\n--x' }, file), 'bytes');
    expect(form.get('phone')).to.equal('+1 555');
    expect(form.get('caption')).to.equal('Zoë 🎉\r\n--x');
    const found = form.get('media_file') as File;
    expect([found.name, found.type, await found.text()]).to.deep.equal(['holiday.jpg', 'image/jpeg', 'bytes']);
  });

  it('says how long it is, its file included', () => {
    const { headers, head, tail } = multipartForm({ a: 'ü' }, file);
    expect(headers['content-length']).to.equal(String(head.length + 5 + tail.length));
  });

  for (const [filename, written] of [
    ['a"b.jpg', 'a%22b.jpg'],
    ['a\r\nX-Other: 1.jpg', 'a%0D%0AX-Other: 1.jpg'],
    ['Zoë.jpg', 'Zoë.jpg'],
    ['a\\b.jpg', 'a\\b.jpg'],
  ] as const)
    it(`keeps ${JSON.stringify(filename)} within its quotes, as browsers do`, () => {
      const head = multipartForm({}, { ...file, filename }).head.toString();
      expect(head).to.contain(`filename="${written}"\r\n`);
      expect(head.split('\r\n')).to.have.length(5);
    });

  it('never has the boundary of another one', () => {
    const types = new Set(Array.from({ length: 100 }, () => multipartForm({}, file).headers['content-type']));
    expect(types.size).to.equal(100);
  });
});
