import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { randomBytes } from 'node:crypto';
import { atRest } from '../../support/at-rest.js';
import { BOUNDARY, fieldOf, fileOf, FORM_TYPE, utf8, writeForm, type WrittenPart } from './support/form.js';
import { connectRaw, dropConnections, isWhole, parseAnswer, postHead } from './support/raw.js';
import { answerOf, readAll, receipt, type Seen, startServer, stopServers, type TestServer } from './support/server.js';

describe('a multipart body', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  const post = async (
    body: Uint8Array,
    type = FORM_TYPE,
  ): Promise<{ status: number; seen: Seen | undefined; details: object | undefined }> => {
    const response = await fetch(`${server.url}/messages/media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    const { error } = (await response.json()) as { error?: { details?: object } };
    const seen = server.seen.at(-1);
    return { status: response.status, seen, details: error?.details };
  };
  const takes = async (parts: readonly WrittenPart[]): Promise<Seen> => {
    const { status, seen } = await post(writeForm(parts));
    expect(status).to.equal(200);
    return seen as Seen;
  };
  const refuses = async (body: Uint8Array, fault: string, type = FORM_TYPE): Promise<void> => {
    const { status, seen, details } = await post(body, type);
    expect(seen?.fault).to.deep.equal({ _tag: 'MalformedBody', message: fault });
    expect(details).to.deep.equal({ body: [fault] });
    expect(status).to.equal(422);
  };
  const readInPieces = async (body: Buffer, size: number): Promise<Seen> => {
    const connection = await connectRaw(server.port);
    connection.socket.setNoDelay(true);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    for (let at = 0; at < body.length; at += size) {
      connection.write(body.subarray(at, at + size));
      await new Promise(setImmediate);
    }
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(422);
    return server.seen.at(-1) as Seen;
  };
  const cut = (parts: readonly WrittenPart[], change: (text: string) => string): Buffer =>
    Buffer.from(change(writeForm(parts).toString('latin1')), 'latin1');

  describe('is taken', () => {
    it('with its fields around the file', async () => {
      const seen = await takes([
        fieldOf('phone', '1'),
        fileOf('bytes'),
        fieldOf('caption', 'Hi'),
        fieldOf('phone', '2'),
      ]);
      expect(seen.fields).to.deep.equal([
        ['phone', '1'],
        ['caption', 'Hi'],
        ['phone', '2'],
      ]);
      expect(seen.files).to.have.length(1);
      expect(seen.files[0]).to.deep.include({ field: 'media_file', name: 'holiday.jpg' });
      expect(seen.files[0]?.content.toString()).to.equal('bytes');
    });

    it('with any bytes in the file, and any size', async () => {
      for (const size of [0, 1, 16_383, 65_536, 300_001, 5_000_000]) {
        const content = randomBytes(size);
        const seen = await takes([fileOf(content)]);
        expect(seen.files[0]?.content.equals(content), String(size)).to.equal(true);
      }
    });

    it('with what looks like its boundary in the file', async () => {
      const content = `x--${BOUNDARY}\r\n\r\n--${BOUNDARY.slice(0, -1)}\r\n\r\r\n-\r\n--\r\n${'\r'.repeat(70_000)}`;
      const seen = await takes([fileOf(content)]);
      expect(seen.files[0]?.content.toString('latin1')).to.equal(content);
    });

    it('however it is cut into packets', async () => {
      const content = `\r\n--${BOUNDARY.slice(0, 5)}\r\n\r\n--`.repeat(3);
      const body = writeForm([fieldOf('phone', '1'), fileOf(content), fieldOf('caption', utf8('Zoë'))]);
      const connection = await connectRaw(server.port);
      connection.socket.setNoDelay(true);
      connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
      for (const byte of body) {
        connection.write(Uint8Array.of(byte));
        await new Promise(setImmediate);
      }
      expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
      expect(server.seen[0]?.files[0]?.content.toString('latin1')).to.equal(content);
      expect(server.seen[0]?.fields).to.deep.equal([
        ['phone', '1'],
        ['caption', 'Zoë'],
      ]);
    });

    it('with names, values and file names in UTF-8', async () => {
      const seen = await takes([fieldOf(utf8('größe'), utf8('日本 🎉')), fileOf('x', utf8('Ferien ö.jpg'))]);
      expect(seen.fields).to.deep.equal([['größe', '日本 🎉']]);
      expect(seen.files[0]?.name).to.equal('Ferien ö.jpg');
    });

    it('with an extended file name, which wins', async () => {
      const head = (extended: string): WrittenPart => ({
        head: [`Content-Disposition: form-data; name="media_file"; filename="x.jpg"; filename*=${extended}`],
        content: 'x',
      });
      expect((await takes([head("UTF-8''Fer%C3%AFen%20%E6%97%A5.jpg")])).files[0]?.name).to.equal('Ferïen 日.jpg');
    });

    it('with fields that say they are UTF-8', async () => {
      const part = (charset: string): WrittenPart => ({
        head: ['Content-Disposition: form-data; name=caption', `Content-Type: text/plain; charset=${charset}`],
        content: utf8('Zoë 日'),
      });
      expect((await takes([part('utf-8'), part('"UTF-8"'), part('us-ascii')])).fields).to.deep.equal([
        ['caption', 'Zoë 日'],
        ['caption', 'Zoë 日'],
        ['caption', 'Zoë 日'],
      ]);
    });

    it('with a file that has no name, if its type says that it is one', async () => {
      const head = ['Content-Disposition: form-data; name="media_file"', 'Content-Type: application/octet-stream'];
      expect((await takes([{ head, content: 'x' }])).files[0]).to.deep.include({ name: '' });
      const empty = ['Content-Disposition: form-data; name="media_file"; filename=""', head[1] ?? ''];
      expect((await takes([{ head: empty, content: '' }])).files[0]).to.deep.include({ name: '' });
    });

    it('with something in the field for files that does not say that it is one, for the core to judge', async () => {
      const head = ['Content-Disposition: form-data; name="media_file"'];
      const content = randomBytes(20_000);
      for (const type of [[], ['Content-Type: image/png']]) {
        const seen = await takes([{ head: [...head, ...type], content }, fieldOf('phone', '1')]);
        expect(seen.files[0]).to.deep.include({ field: 'media_file', name: null });
        expect(seen.files[0]?.content.equals(content)).to.equal(true);
        expect(seen.fields).to.deep.equal([['phone', '1']]);
      }
    });

    it('with bytes in another field that have no file name, as its text', async () => {
      const head = ['Content-Disposition: form-data; name="phone"', 'Content-Type: application/octet-stream'];
      expect((await takes([{ head, content: '14155550123' }])).fields).to.deep.equal([['phone', '14155550123']]);
    });

    it('with a file name in whatever way it is written', async () => {
      for (const [name, meant] of [
        ['h\xf6liday.jpg', 'höliday.jpg'],
        ['=?UTF-8?Q?h=C3=B6liday.jpg?=', 'höliday.jpg'],
        ['h%C3%B6liday.jpg', 'höliday.jpg'],
        ['a %22b%22.jpg', 'a "b".jpg'],
      ] as const)
        expect((await takes([fileOf('x', name)])).files[0]?.name).to.equal(meant);
    });

    it('with a path as file name, as it is written', async () => {
      expect((await takes([fileOf('x', '../../etc/passwd')])).files[0]?.name).to.equal('../../etc/passwd');
    });

    it('with two files, for the core to judge', async () => {
      const seen = await takes([fileOf('a', 'a.jpg'), fileOf('b', 'b.jpg', 'other')]);
      expect(seen.files.map(({ field, content }) => [field, content.toString()])).to.deep.equal([
        ['media_file', 'a'],
        ['other', 'b'],
      ]);
    });

    it('with both spellings of a contact, and names that are special elsewhere', async () => {
      const names = ['contact.email', 'contact[firstname]', '__proto__', 'constructor', '$where', 'a[b]'];
      expect((await takes(names.map((name) => fieldOf(name, 'x')))).fields.map(([name]) => name)).to.deep.equal([
        'contact.email',
        'contact.firstname',
        '__proto__',
        'constructor',
        '$where',
        'a[b]',
      ]);
    });

    it('with 30 fields, 16 KiB in each, and no more than 40 parts', async () => {
      const fields = Array.from({ length: 30 }, (_, i) => fieldOf(`f${i}`, 'x'.repeat(16_384)));
      const files = Array.from({ length: 10 }, () => fileOf('x'));
      const seen = await takes([...fields, ...files]);
      expect(seen.fields).to.have.length(30);
      expect(seen.files).to.have.length(10);
    });

    it('with a boundary of 70 characters, quoted, and a type in any case', async () => {
      const boundary = "a b:c=d?e'f(g)h+i_j,k-l.m/n".padEnd(70, 'x');
      const { status, seen } = await post(
        writeForm([fileOf('x')], boundary),
        `Multipart/Form-Data; CHARSET=utf-8; Boundary="${boundary}"`,
      );
      expect(status).to.equal(200);
      expect(seen?.files).to.have.length(1);
    });

    it('with a boundary that needed quotes and has none, as mail programs write it', async () => {
      const boundary = '----=_Part_0_1.2';
      const type = `multipart/form-data; boundary=${boundary};`;
      expect((await post(writeForm([fileOf('x')], boundary), type)).seen?.files).to.have.length(1);
    });

    it('with a preamble and an epilogue, which are skipped', async () => {
      const lines = 'This is a multi-part message in MIME format.\r\nphone=1\r\n'.repeat(1_000);
      for (const around of ['\r\n', '\r\n \t\r\n', 'x\r\n', `-\r\n--${BOUNDARY.slice(0, 4)}\r\n`, lines]) {
        const { status, seen } = await post(
          cut([fieldOf('phone', '1'), fileOf('x')], (text) => around + text + around),
        );
        expect(status, around).to.equal(200);
        expect(seen?.fields).to.deep.equal([['phone', '1']]);
        expect(seen?.files).to.have.length(1);
      }
    });

    it('with text in the charset that its part names', async () => {
      const part = (charset: string, content: string): WrittenPart => ({
        head: ['Content-Disposition: form-data; name=caption', `Content-Type: text/plain; charset=${charset}`],
        content,
      });
      for (const [charset, content, text] of [
        ['windows-1252', 'Gr\xfc\xdfe \x80', 'Grüße €'],
        ['ISO-8859-1', 'Gr\xfc\xdfe', 'Grüße'],
        ['"latin1"', utf8('ü'), 'Ã¼'],
        ['iso-8859-15', '\xa4', '€'],
        ['windows-1251', '\xff', 'я'],
        ['koi8-r', '\xc1', 'а'],
        ['Shift_JIS', '\x82\xa0', 'あ'],
        ['gb18030', '\xc4\xe3', '你'],
        ['iso-2022-jp', '\x1b$B$"\x1b(B', 'あ'],
        ['utf-16', 'H\0\xfc\0', 'Hü'],
        ['utf-16', 'H\0i\0', 'Hi'],
        ['utf-16', '\xfe\xff\0H\0\xfc', 'Hü'],
        ['utf-16be', '\0H\0\xfc', 'Hü'],
        ['utf-8', utf8('日 🎉'), '日 🎉'],
        ['us-ascii', 'Zo\xeb', 'Zoë'],
      ] as const)
        expect((await takes([part(charset, content)])).fields, charset).to.deep.equal([['caption', text]]);
      for (const charset of ['iso-8859-1', 'utf-16', 'x-unknown', 'utf-7', 'ISO-2022-JP', 'hz-gb-2312', '"\xff"', '""'])
        expect((await takes([part(charset, "Hi ~{}\\ +ACI-\r\n\t'")])).fields, charset).to.deep.equal([
          ['caption', "Hi ~{}\\ +ACI-\r\n\t'"],
        ]);
    });

    it('with text in the charset that its field _charset_ names, where the part names none', async () => {
      const own = ['Content-Disposition: form-data; name=b', 'Content-Type: text/plain; charset=utf-8'];
      const { fields } = await takes([
        fieldOf('phone', '1'),
        fieldOf('_charset_', 'windows-1252'),
        fieldOf('caption', 'Gr\xfc\xdfe'),
        { head: own, content: utf8('ü') },
      ]);
      expect(fields.slice(2)).to.deep.equal([
        ['caption', 'Grüße'],
        ['b', 'ü'],
      ]);
    });

    it('with a contact in JSON, as text, or as a part of that type with or without a name', async () => {
      const json = 'Content-Type: application/json';
      for (const head of [
        ['Content-Disposition: form-data; name="contact"'],
        ['Content-Disposition: form-data; name="contact"', json],
        ['Content-Disposition: form-data; name="contact"; filename="blob"', json],
      ])
        expect((await takes([{ head, content: utf8('{"firstname":"Zoë","groups":[1,2]}') }])).fields).to.deep.equal([
          ['contact.firstname', 'Zoë'],
          ['contact.groups', [1, 2]],
        ]);
    });
  });

  describe('is refused', () => {
    const form = [fieldOf('phone', '1'), fileOf('bytes')];
    const CUT = 'ends before its closing boundary';
    const STRAY = 'has a boundary within a part';

    it('without its closing boundary', async () => {
      await refuses(
        cut(form, (text) => text.replace(/--\r\n$/, '\r\n')),
        CUT,
      );
      await refuses(
        cut(form, (text) => text.slice(0, -6)),
        CUT,
      );
      await refuses(
        cut(form, (text) => text.replace(/\r\n--X[^\n]*--\r\n$/, '')),
        CUT,
      );
      await refuses(Buffer.alloc(0), CUT);
    });

    it('in the middle of a part or its head', async () => {
      for (const length of [3, 30, 60, 100, 150, 200, 215]) await refuses(writeForm(form).subarray(0, length), CUT);
    });

    it('where its boundary is another, or does not come in time', async () => {
      const other = 'does not have the boundary that its Content-Type names';
      await refuses(writeForm(form), other, 'multipart/form-data; boundary=other');
      await refuses(
        cut(form, (text) => `preamble${text}`.replace(/\r\n--X[^]*/, '')),
        other,
      );
      await refuses(
        cut(form, (text) => `${'x'.repeat(65_537)}\r\n${text}`),
        other,
      );
    });

    it('where a part stands outside of its boundaries', async () => {
      for (const size of [1, 7, 1_000]) {
        const lost = cut(form, (text) => text.slice(1));
        const { fault } = await readInPieces(lost, size);
        expect(fault).to.deep.equal({
          _tag: 'MalformedBody',
          message: 'does not have the boundary that its Content-Type names',
        });
        const behind = cut(form, (text) => `${text}\r\n--other\r\nCONTENT-Disposition: form-data; name=a\r\n\r\nx`);
        expect((await readInPieces(behind, size)).fault).to.deep.equal({
          _tag: 'MalformedBody',
          message: 'goes on after its closing boundary',
        });
      }
    });

    it('where its boundary, or very much, follows its end', async () => {
      await refuses(
        cut(form, (text) => `${text}${'x'.repeat(65_537)}`),
        'goes on after its closing boundary',
      );
      await refuses(
        cut(form, (text) => text + text),
        'goes on after its closing boundary',
      );
    });

    it('where the file holds the delimiter', async () => {
      const holding = (after: string): Buffer => writeForm([fileOf(`before\r\n--${BOUNDARY}${after}`)]);
      await refuses(holding(' '), STRAY);
      await refuses(holding('x\r\nrest of the file'), STRAY);
      await refuses(holding('-x'), STRAY);
      await refuses(holding('\rx'), STRAY);
      await refuses(holding('\r\n\r\nrest'), STRAY);
      await refuses(holding('\r\nX-Header: 1\r\n\r\nrest'), STRAY);
      await refuses(holding('--\r\nrest'), 'goes on after its closing boundary');
      await refuses(holding(`\r\n--${BOUNDARY}\r\n\r\nrest`), STRAY);
    });

    it('with a part that is none of a form', async () => {
      await refuses(writeForm([{ head: ['Content-Type: text/plain'], content: 'x' }]), STRAY);
      await refuses(writeForm([{ head: ['Content-Disposition: attachment; filename=x'], content: 'x' }]), STRAY);
      await refuses(writeForm([{ head: ['Content-Disposition: form-data-x; name=x'], content: 'x' }]), STRAY);
      await refuses(writeForm([{ head: [], content: 'x' }]), STRAY);
    });

    it('with a part whose head cannot be read', async () => {
      const odd = 'has a part that cannot be read';
      await refuses(writeForm([{ head: ['Content-Disposition: form-data; name="x'], content: 'x' }]), odd);
      await refuses(writeForm([{ head: ['Content-Disposition: form-data; name=x', 'no colon'], content: 'x' }]), odd);
    });

    it('with a field or file without a name', async () => {
      const nameless = 'must not have a field without a name';
      await refuses(writeForm([fieldOf('', 'x')]), nameless);
      await refuses(writeForm([{ head: ['Content-Disposition: form-data'], content: 'x' }]), nameless);
      await refuses(writeForm([fileOf('x', 'a.jpg', '')]), nameless);
    });

    it('with text that is not UTF-8', async () => {
      const bad = 'is not UTF-8 text';
      await refuses(writeForm([fieldOf('caption', '\xff')]), bad);
      await refuses(writeForm([fieldOf('caption', utf8('日').slice(0, 2))]), bad);
      await refuses(writeForm([fieldOf('\xe4', 'x')]), bad);
      await refuses(writeForm([fileOf('x', 'a.jpg', '\xf6')]), bad);
      await refuses(
        writeForm([fieldOf('caption', utf8('ü')), fieldOf('_charset_', 'windows-1252')]),
        'has its field _charset_ behind text; send it first',
      );
    });

    it('with more or larger fields, parts or heads than allowed', async () => {
      const fields = (count: number): WrittenPart[] => Array.from({ length: count }, () => fieldOf('f', 'x'));
      await refuses(writeForm(fields(31)), 'must have at most 30 fields');
      await refuses(
        writeForm([...fields(30), ...Array.from({ length: 11 }, () => fileOf('x'))]),
        'must have at most 40 parts',
      );
      await refuses(writeForm([fieldOf('f', 'x'.repeat(16_385))]), 'must not have a field of more than 16384 bytes');
      const contact = JSON.stringify(Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}`, 1])));
      await refuses(writeForm([fieldOf('phone', '1'), fieldOf('contact', contact)]), 'must have at most 30 fields');
      await refuses(
        writeForm(Array.from({ length: 31 }, () => fieldOf('contact', '{}'))),
        'must have at most 30 fields',
      );
      const head = ['Content-Disposition: form-data; name=x', `X-Long: ${'x'.repeat(16_400)}`];
      await refuses(writeForm([{ head, content: 'x' }]), 'has a part with too large a head');
    });

    for (const type of [
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary=""',
      `multipart/form-data; boundary=${'x'.repeat(71)}`,
      'multipart/form-data; boundary="x "',
      'multipart/form-data; boundary="\xe4"',
    ])
      it(`with the type ${type.slice(0, 50)}`, async () => {
        const { status } = await post(writeForm(form), type);
        expect(status).to.be.oneOf([415, 422]);
        expect(server.seen[0]?.fields).to.deep.equal([]);
      });
  });

  it('waits on the wire while nobody reads it', async () => {
    let goOn = (): void => undefined;
    const going = new Promise<void>((resolve) => (goOn = resolve));
    const { port } = await startServer({
      sendMediaMessage: async (call) => {
        const seen = await readAll(call, () => going);
        return answerOf(seen.fault === null ? E.right(receipt) : E.left(seen.fault));
      },
    });
    const connection = await connectRaw(port);
    const body = writeForm([fileOf(Buffer.alloc(64 * 1_048_576))]);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    for (let sent = 0; sent < body.length; sent += 1_048_576) connection.write(body.subarray(sent, sent + 1_048_576));
    expect(await atRest(() => connection.socket.writableLength)).to.be.greaterThan(48 * 1_048_576);
    goOn();
    expect(parseAnswer(await connection.until(isWhole)).status).to.equal(200);
  });

  it('is refused where fewer bytes come than were announced', async () => {
    const body = writeForm([fileOf('bytes')]);
    const connection = await connectRaw(server.port);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length + 10 }));
    connection.write(body);
    connection.socket.end();
    const answer = parseAnswer(await connection.until(isWhole));
    expect(answer.status).to.equal(422);
    expect(server.seen[0]?.fault).to.deep.equal({ _tag: 'Interrupted', message: 'ended before it was complete' });
  });
});
