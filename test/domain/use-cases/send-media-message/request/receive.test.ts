import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Invalid, type SendMediaError } from '../../../../../src/domain/model/errors.js';
import { type Part } from '../../../../../src/domain/use-cases/send-media-message/call.js';
import { makeSendMediaMessage } from '../../../../../src/domain/use-cases/send-media-message/send-media-message.js';
import { callOf, field, fieldsOf, picture } from '../../../../support/calls.js';
import { bytesOf, happyPorts } from '../../../../support/happy-ports.js';

const base = { phone: '14155550123', media_type: 'image' };

const send = async (parts: Parameters<typeof callOf>[0], more: Parameters<typeof callOf>[1] = {}) => {
  const { ports, happened } = happyPorts();
  const answer = await makeSendMediaMessage(ports)(callOf(parts, more));
  expect(happened.staged.size, 'staged files left behind').to.equal(0);
  return { answer, happened };
};

const errorOf = async (parts: readonly Part[], more?: Parameters<typeof callOf>[1]): Promise<SendMediaError | null> => {
  const { answer } = await send(parts, more);
  return E.isLeft(answer.result) ? answer.result.left : null;
};

const faultsOf = async (parts: readonly Part[], more?: Parameters<typeof callOf>[1]) =>
  ({ ...(((await errorOf(parts, more)) as Invalid | null)?.details ?? {}) }) as Record<string, readonly string[]>;

/** Bytes that tell whether anybody read them. */
const watched = () => {
  let pulled = false;
  const bytes = (async function* () {
    pulled = true;
    yield Buffer.from('picture');
  })();
  return { bytes, wasPulled: () => pulled };
};

describe('what comes in', () => {
  it('is all the fields, before and after the file', async () => {
    for (const parts of [
      [...fieldsOf(base), picture()],
      [picture(), ...fieldsOf(base)],
      [field('phone', base.phone), picture(), field('media_type', 'image')],
    ])
      expect(await errorOf(parts)).to.equal(null);
  });

  it('has all its faults told at once, by field', async () => {
    const faults = await faultsOf([
      ...fieldsOf({ phone: '123', media_type: 'sticker', caption: 'c'.repeat(1025), contact_id: '-1' }),
      ...fieldsOf({ 'contact.email': 'nobody', 'contact.groups': '1,x', filename: 'a/b', 'contact.country': true }),
    ]);
    expect(Object.keys(faults).sort()).to.deep.equal(
      [
        ...['caption', 'contact.country', 'contact.email', 'contact.groups'],
        ...['contact_id', 'filename', 'media_file', 'media_type', 'phone'],
      ].sort(),
    );
  });

  it('is refused for a file name that is longer than any use, before a byte of the file is read', async () => {
    const { bytes, wasPulled } = watched();
    const name = `${'\u0301\u0316'.repeat(30_000)}.jpg`;
    const file: Part = { _tag: 'File', field: 'media_file', name, bytes, fieldsComplete: false };
    expect(await faultsOf([file, ...fieldsOf(base)])).to.deep.equal({
      media_file: ['media_file must have a name of at most 4096 bytes'],
    });
    expect(wasPulled()).to.equal(false);
  });

  it('counts a caption in characters, not in UTF-16 units', async () => {
    expect(await errorOf([...fieldsOf({ ...base, caption: '🎉'.repeat(1024) }), picture()])).to.equal(null);
    expect(await faultsOf([...fieldsOf({ ...base, caption: '🎉'.repeat(1025) }), picture()])).to.have.key('caption');
  });

  it('may be JSON numbers and null, but no other shape', async () => {
    const url = { media_url: 'https://pictures.test/cat.jpg' };
    expect(await errorOf(fieldsOf({ ...base, ...url, phone: 14155550123, caption: null }))).to.equal(null);
    for (const value of [true, [], {}, ['x'], { $gt: '' }])
      expect(await faultsOf(fieldsOf({ ...base, ...url, caption: value }))).to.have.key('caption');
    expect(await faultsOf(fieldsOf({ ...base, ...url, caption: '\ud800' }))).to.have.key('caption');
  });

  it('takes empty text for absent, and a field given twice for a fault', async () => {
    expect(await faultsOf([...fieldsOf({ ...base, phone: '  ' }), picture()])).to.have.key('phone');
    const twice = [...fieldsOf(base), field('phone', base.phone), picture()];
    expect(await faultsOf(twice)).to.deep.equal({ phone: ['phone must be given only once'] });
  });

  it('ignores what it does not know, prototype names too', async () => {
    const odd = fieldsOf({ __proto__: 'x', constructor: 'x', $where: '1', 'contact[x]': 'y' });
    expect(await errorOf([field('__proto__', 'x'), ...odd, ...fieldsOf(base), picture()])).to.equal(null);
  });

  it('is not read where a fault is known when the file begins', async () => {
    for (const [spoilt, more] of [
      [{ ...base, phone: 'nobody' }, {}],
      [{ ...base, media_type: 'video' }, {}],
      [base, { key: 'ünicode' }],
      [{ ...base, 'contact.assigned_id': 'x' }, {}],
    ] as const) {
      const { bytes, wasPulled } = watched();
      expect(await errorOf([...fieldsOf(spoilt), picture({ bytes })], more)).to.have.property('_tag', 'Invalid');
      expect(wasPulled(), JSON.stringify(spoilt)).to.equal(false);
    }
  });

  it('waits for fields that may follow the file, unless none can', async () => {
    const late = watched();
    await errorOf([picture({ bytes: late.bytes })]);
    expect(late.wasPulled()).to.equal(true);
    const complete = watched();
    const faults = await faultsOf([picture({ bytes: complete.bytes, fieldsComplete: true })]);
    expect(faults).to.have.keys('phone', 'media_type');
    expect(complete.wasPulled()).to.equal(false);
  });

  it("tells extension and size in the original's words, also at the top", async () => {
    const sentence = 'Invalid file extension for image. Allowed: jpg, jpeg, png, webp';
    expect(await errorOf([...fieldsOf(base), picture({ name: 'x.exe' })])).to.deep.include({
      inline: sentence,
    });
    const big = picture({ bytes: bytesOf('x'.repeat(5 * 1_048_576), 'y') });
    const tooBig = 'File size exceeds limit for image. Max allowed is 5 MB';
    expect(await faultsOf([...fieldsOf(base), big])).to.deep.equal({ media_file: [tooBig] });
    const bigLate = picture({ name: 'x.pdf', bytes: bytesOf('x'.repeat(5 * 1_048_576), 'y') });
    const late = (await errorOf([bigLate, ...fieldsOf(base)])) as Invalid;
    expect(late.inline).to.equal(sentence);
    expect({ ...late.details }).to.deep.equal({ media_file: [sentence, tooBig] });
  });

  it('may be exactly as large as the limit', async () => {
    const exact = picture({ bytes: bytesOf('x'.repeat(5 * 1_048_576)) });
    expect(await errorOf([...fieldsOf(base), exact])).to.equal(null);
  });

  it('is one file, not empty, in media_file', async () => {
    const refused = [
      [...fieldsOf(base), picture(), picture()],
      [...fieldsOf(base), picture({ bytes: bytesOf() })],
      [...fieldsOf(base), picture({ field: 'file' })],
      [...fieldsOf(base), picture({ name: '' }), picture()],
      [...fieldsOf(base), picture(), picture({ name: '' })],
      [...fieldsOf({ ...base, media_file: 'holiday.jpg' })],
      [...fieldsOf(base)],
      [...fieldsOf(base), picture({ name: '', bytes: bytesOf() })],
    ];
    for (const parts of refused) expect(await faultsOf(parts)).to.have.key('media_file');
  });

  it('may be a file without a name or an extension: its bytes decide', async () => {
    for (const name of ['', '.', 'blob', 'image', 'phpA1b2C3', 'photo.', 'C:\\dir.d\\blob']) {
      expect(await errorOf([...fieldsOf(base), picture({ name })]), name).to.equal(null);
      expect(await errorOf([picture({ name }), ...fieldsOf(base)]), name).to.equal(null);
    }
    for (const name of ['invoice.v2', 'IMG.1234', '.hidden', 'photo.heic', 'x.exe', 'x.exe.', 'a.pdf'])
      expect(await faultsOf([...fieldsOf(base), picture({ name })]), name).to.have.key('media_file');
  });

  it('is told that media_file needs a file name, if it has something there that is no file', async () => {
    const needsName = ['media_file needs a file name: send it in multipart/form-data, as a part with filename="…"'];
    for (const bytes of [bytesOf('picture'), bytesOf('\r\n ', ' ', 'x'), bytesOf(' '.repeat(16_385))])
      expect(await faultsOf([...fieldsOf(base), picture({ name: null, bytes })])).to.deep.equal({
        media_file: needsName,
      });
    const url = { media_url: 'https://pictures.test/cat.jpg' };
    expect(await faultsOf([...fieldsOf({ ...base, ...url }), picture({ name: null })])).to.deep.equal({
      media_file: needsName,
    });
    const wrongPhone = [...fieldsOf({ ...base, phone: 'x' }), picture({ name: null })];
    expect(await faultsOf(wrongPhone)).to.have.keys('media_file', 'phone');
    for (const media_file of ['x', 7, {}])
      expect(await faultsOf(fieldsOf({ ...base, media_file }))).to.deep.equal({ media_file: needsName });
    for (const media_file of ['', ' ', null])
      expect(await faultsOf(fieldsOf({ ...base, media_file }))).to.deep.equal({
        media_file: ['media_file is required unless media_url is given'],
      });
  });

  it('may have parts for a file with nothing in them, as a form has whose user chose none', async () => {
    const nothing = () => [
      picture({ name: '', bytes: bytesOf() }),
      picture({ name: null, bytes: bytesOf() }),
      picture({ name: null, bytes: bytesOf('\r\n', ' \t') }),
    ];
    expect(await errorOf([...nothing(), ...fieldsOf(base), picture()])).to.equal(null);
    expect(await errorOf([...fieldsOf(base), picture(), ...nothing()])).to.equal(null);
    const url = { media_url: 'https://pictures.test/cat.jpg' };
    expect(await errorOf([...fieldsOf({ ...base, ...url }), ...nothing()])).to.equal(null);
    expect(await faultsOf([...fieldsOf(base), ...nothing()])).to.deep.equal({
      media_file: ['media_file is required unless media_url is given'],
    });
  });

  it('prefers a file to a URL, which is then not even judged', async () => {
    expect(await errorOf([...fieldsOf({ ...base, media_url: 'ftp://x' }), picture()])).to.equal(null);
  });

  it('is a URL of http or https without credentials', async () => {
    for (const url of ['ftp://x/y', 'x', 'javascript:alert(1)', 'http://u:p@x/', `http://x/${'a'.repeat(2048)}`, '//x'])
      expect(await faultsOf(fieldsOf({ ...base, media_url: url })), url).to.have.key('media_url');
  });

  it('that breaks off is refused whole', async () => {
    const { answer } = await send([
      ...fieldsOf(base),
      picture(),
      { _tag: 'MalformedBody', message: 'The body ended early.' },
    ]);
    expect(E.isLeft(answer.result) && answer.result.left._tag).to.equal('MalformedBody');
  });

  it('is not touched before the caller is let in', async () => {
    let pulls = 0;
    const { answer } = await send([picture()], { credentials: null, onPull: () => (pulls += 1) });
    expect(E.isLeft(answer.result) && answer.result.left._tag).to.equal('Unauthorized');
    expect(pulls).to.equal(0);
  });

  it('takes a key of printable ASCII only', async () => {
    for (const key of ['', 'é', 'a\tb', 'k'.repeat(256)])
      expect(await faultsOf([...fieldsOf(base), picture()], { key }), key).to.have.key('idempotency_key');
    expect(await errorOf([...fieldsOf(base), picture()], { key: ' ~'.repeat(127) })).to.equal(null);
  });
});
