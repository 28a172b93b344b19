import { expect } from 'chai';
import { Readable } from 'node:stream';
import { request } from 'undici';
import { startServer, stopServers, type TestServer } from './support/server.js';

const JSON_TYPE = 'application/json';
const URL_TYPE = 'application/x-www-form-urlencoded';
const NOT_URLENCODED = 'is not well-formed application/x-www-form-urlencoded in UTF-8';

describe('a body without a file', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer();
  });
  afterEach(stopServers);

  const post = (type: string, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${server.url}/messages/media`, { method: 'POST', headers: { 'content-type': type, ...headers }, body });
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

  const takes = (what: string, type: string, body: string | Uint8Array, fields: [string, unknown][]): void =>
    void it(`takes ${what}`, async () => {
      expect((await post(type, body)).status).to.equal(200);
      expect(server.seen[0]?.fields).to.deep.equal(fields);
      expect(server.seen[0]?.files).to.deep.equal([]);
    });

  const refuses = (what: string, type: string, body: string | Uint8Array, fault: string): void =>
    void it(`refuses ${what}`, async () => {
      const response = await post(type, body);
      expect(response.status).to.equal(422);
      expect(await response.json())
        .to.have.nested.property('error.details')
        .deep.equal({ body: [fault] });
      expect(server.seen[0]?.fields).to.deep.equal([]);
    });

  describe('in JSON', () => {
    takes('values of every kind as they are', JSON_TYPE, '{"a":"x","b":17,"c":null,"d":true,"e":[1],"f":{}}', [
      ['a', 'x'],
      ['b', 17],
      ['c', null],
      ['d', true],
      ['e', [1]],
      ['f', {}],
    ]);
    takes(
      'a contact as an object, dotted and in brackets',
      JSON_TYPE,
      '{"contact":{"firstname":"Ada","x":{"y":1}},"contact.email":"a@b.c","contact[country]":"GB"}',
      [
        ['contact.firstname', 'Ada'],
        ['contact.x', { y: 1 }],
        ['contact.email', 'a@b.c'],
        ['contact.country', 'GB'],
      ],
    );
    takes('one field in two spellings, for the core to judge', JSON_TYPE, '{"contact":{"email":1},"contact.email":2}', [
      ['contact.email', 1],
      ['contact.email', 2],
    ]);
    takes('a contact that is null as none', JSON_TYPE, '{"contact":null}', []);
    takes('UTF-8', JSON_TYPE, '{"caption":"Zoë 🎉 日本"}', [['caption', 'Zoë 🎉 日本']]);
    takes('a type in capitals with a charset', 'Application/JSON; Charset="UTF-8"', '{}', []);
    takes('a type that ends in a semicolon', 'application/json;', '{}', []);
    takes('a type with a parameter that has no value', 'application/json; charset', '{}', []);
    takes('the first of two charsets', 'application/json; charset=utf-8; charset=latin1', '{}', []);
    takes('names of Object.prototype as plain names', JSON_TYPE, '{"constructor":"a","toString":"b","$where":"c"}', [
      ['constructor', 'a'],
      ['toString', 'b'],
      ['$where', 'c'],
    ]);

    refuses('nothing', JSON_TYPE, '', 'is not valid JSON');
    refuses('a cut object', JSON_TYPE, '{"a":1', 'is not valid JSON');
    refuses('a list', JSON_TYPE, '[{"phone":"1"}]', 'must be a JSON object');
    refuses('a bare value', JSON_TYPE, '"phone"', 'must be a JSON object');
    refuses('__proto__', JSON_TYPE, '{"__proto__":{"phone":"1"}}', 'is not valid JSON');
    takes('a contact that is no object as it is, for the core to judge', JSON_TYPE, '{"contact":"Ada"}', [
      ['contact', 'Ada'],
    ]);
    takes('a contact that is a list as it is, for the core to judge', JSON_TYPE, '{"contact":["Ada"]}', [
      ['contact', ['Ada']],
    ]);
    takes('an empty list for a contact, as PHP writes an empty object', JSON_TYPE, '{"contact":[]}', []);
    takes('a contact that is the text of an object', JSON_TYPE, '{"contact":"{\\"email\\":\\"a@b.c\\"}"}', [
      ['contact.email', 'a@b.c'],
    ]);
    takes('an unknown name as it is written', JSON_TYPE, '{"contact[x]":1,"contact[email][]":2,"contact.a.b":3}', [
      ['contact[x]', 1],
      ['contact[email][]', 2],
      ['contact.a.b', 3],
    ]);
    takes('a byte-order mark', JSON_TYPE, '\ufeff{"caption":"Zoë"}', [['caption', 'Zoë']]);
    refuses('two byte-order marks', JSON_TYPE, '\ufeff\ufeff{}', 'is not valid JSON');
    refuses('__proto__ behind a byte-order mark', JSON_TYPE, '\ufeff{"__proto__":{}}', 'is not valid JSON');
    refuses(
      'more than 30 members in a contact',
      JSON_TYPE,
      JSON.stringify({ contact: Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`f${i}`, 1])) }),
      'must have at most 30 fields',
    );

    const charset = (name: string): string => `application/json; charset=${name}`;
    takes('ASCII in any charset', charset('iso-8859-1'), '{"a":"b"}', [['a', 'b']]);
    takes('ASCII in an unknown charset', charset('x-unknown'), '{"a":"b"}', [['a', 'b']]);
    takes('the charset that its type names', charset('ISO-8859-1'), bytes('{"caption":"Gr\xfc\xdfe \x80"}'), [
      ['caption', 'Grüße €'],
    ]);
    takes(
      'the first of two charsets, also where it is another',
      charset('latin1; charset=utf-8'),
      bytes('{"a":"\xe9"}'),
      [['a', 'é']],
    );
    takes('UTF-16, if its type says so', charset('utf-16'), Buffer.from('\ufeff{"a":"ü"}', 'utf16le'), [['a', 'ü']]);
    refuses(
      'bytes of an unknown charset',
      charset('x-unknown'),
      bytes('{"a":"\xfc"}'),
      'names the unknown charset x-unknown; send it as UTF-8',
    );
    refuses(
      'bytes that its charset does not have',
      charset('shift_jis'),
      bytes('{"a":"\xfc"}'),
      'is not valid shift_jis text, the charset that it names; send it as UTF-8',
    );
    refuses('bytes that are not UTF-8, as it says', charset('utf-8'), bytes('{"a":"\xfc"}'), 'is not UTF-8 text');
    refuses('bytes that are not UTF-8', JSON_TYPE, bytes('{"caption":"\xff"}'), 'is not UTF-8 text');
    refuses('an overlong form of a slash', JSON_TYPE, bytes('{"caption":"\xc0\xaf"}'), 'is not UTF-8 text');
    refuses('UTF-16', JSON_TYPE, Buffer.from('{"a":1}', 'utf16le'), 'is not valid JSON');
    refuses('a member without a name', JSON_TYPE, '{"":1}', 'must not have a field without a name');
    refuses(
      'more than 30 members',
      JSON_TYPE,
      JSON.stringify(Object.fromEntries(Array.from({ length: 31 }, (_, i) => [`f${i}`, 1]))),
      'must have at most 30 fields',
    );
    refuses(
      'more than 16 KiB in a member',
      JSON_TYPE,
      JSON.stringify({ a: 'ä'.repeat(8_193) }),
      'must not have a field of more than 16384 bytes',
    );
    takes('30 members with 16 KiB in one', JSON_TYPE, JSON.stringify({ a: 'ä'.repeat(8_192) }), [
      ['a', 'ä'.repeat(8_192)],
    ]);
    refuses('more than 64 KiB', JSON_TYPE, `{"a":1${' '.repeat(65_536)}}`, 'must have at most 65536 bytes');
    refuses('ten thousand brackets', JSON_TYPE, '{"a":'.repeat(10_000), 'is not valid JSON');
  });

  describe('in urlencoded form', () => {
    takes('pairs as they are written, in order', URL_TYPE, 'phone=%2B1+2&phone=3&&a&b=&c=x=y', [
      ['phone', '+1 2'],
      ['phone', '3'],
      ['a', ''],
      ['b', ''],
      ['c', 'x=y'],
    ]);
    takes('a contact dotted and in brackets', URL_TYPE, 'contact.email=a&contact%5Bfirstname%5D=b&contact[x]=c', [
      ['contact.email', 'a'],
      ['contact.firstname', 'b'],
      ['contact[x]', 'c'],
    ]);
    takes('UTF-8, escaped or not', URL_TYPE, 'a=Zo%C3%AB&b=Zoë', [
      ['a', 'Zoë'],
      ['b', 'Zoë'],
    ]);
    takes('odd names as plain names', URL_TYPE, '__proto__=1&a[b][c]=2&a[]=3&contact[][x]=4', [
      ['__proto__', '1'],
      ['a[b][c]', '2'],
      ['a[]', '3'],
      ['contact[][x]', '4'],
    ]);
    takes('nothing', URL_TYPE, '', []);
    takes('a contact that is the text of an object', URL_TYPE, 'contact=%7B%22email%22:%22a@b.c%22%7D', [
      ['contact.email', 'a@b.c'],
    ]);
    takes('a byte-order mark', URL_TYPE, '\ufeffphone=1', [['phone', '1']]);

    const charset = (name: string): string => `${URL_TYPE}; charset=${name}`;
    takes('ASCII in any charset', charset('x-unknown'), 'caption=Hi+%21', [['caption', 'Hi !']]);
    takes('UTF-8 as jQuery says it', charset('UTF-8'), 'caption=Zo%C3%AB', [['caption', 'Zoë']]);
    takes('the charset that its type names', charset('ISO-8859-1'), bytes('caption=Gr%FC%DFe+%80&a=\xe9'), [
      ['caption', 'Grüße €'],
      ['a', 'é'],
    ]);
    takes('the charset that its field _charset_ names, wherever it stands', URL_TYPE, 'a=%C1&_charset_=koi8-r', [
      ['a', 'а'],
      ['_charset_', 'koi8-r'],
    ]);
    refuses('a name that its charset does not have', charset('shift_jis'), '%FC=1', NOT_URLENCODED);

    refuses('an escape that is none', URL_TYPE, 'caption=100%', NOT_URLENCODED);
    refuses('escaped bytes that are not UTF-8', URL_TYPE, 'caption=%ff', NOT_URLENCODED);
    refuses('an escaped half of a surrogate pair', URL_TYPE, 'caption=%ed%a0%80', NOT_URLENCODED);
    refuses('bytes that are not UTF-8', URL_TYPE, bytes('caption=\xff'), 'is not UTF-8 text');
    refuses('a pair without a name', URL_TYPE, 'a=1&=2', 'must not have a field without a name');
    refuses('more than 30 pairs', URL_TYPE, 'a=1&'.repeat(31), 'must have at most 30 fields');
    refuses(
      'more than 16 KiB in a pair',
      URL_TYPE,
      `a=${'x'.repeat(16_385)}`,
      'must not have a field of more than 16384 bytes',
    );
    refuses('more than 64 KiB', URL_TYPE, 'x'.repeat(65_537), 'must have at most 65536 bytes');
  });

  it('is refused where it turns out larger than 64 KiB, without having said its length', async () => {
    const { statusCode, body } = await request(`${server.url}/messages/media`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: Readable.from(Array.from({ length: 10 }, () => ' '.repeat(10_000))),
    });
    expect(statusCode).to.equal(422);
    expect(await body.json())
      .to.have.nested.property('error.details')
      .deep.equal({ body: ['must have at most 65536 bytes'] });
  });

  describe('of another kind', () => {
    for (const [type, headers] of [
      ['text/plain', {}],
      ['application/xml', {}],
      ['application/problem+json', {}],
      ['multipart/mixed; boundary=x', {}],
      ['multipart/form-data; boundary=x; boundary=y', {}],
      ['multipart/form-data; boundary=x; Boundary = "x"', {}],
      ['json', {}],
      ['application/json x', {}],
      [JSON_TYPE, { 'content-encoding': 'gzip' }],
      [JSON_TYPE, { 'content-encoding': 'identity, br' }],
      [JSON_TYPE, { 'content-encoding': `${'\u00a0'.repeat(12_000)}x` }],
    ] as const)
      it(`is not taken: ${type} ${JSON.stringify(headers)}`, async () => {
        const response = await post(type, '{}', headers);
        expect(response.status).to.equal(415);
        expect(await response.json())
          .to.have.nested.property('error.message')
          .that.matches(/^The body is of a type that is not taken; send multipart\/form-data/);
      });

    it('is not taken where it has no type', async () => {
      const response = await fetch(`${server.url}/messages/media`, { method: 'POST' });
      expect(response.status).to.equal(415);
    });

    it('is taken where it is encoded as itself', async () => {
      expect((await post(JSON_TYPE, '{}', { 'content-encoding': 'identity' })).status).to.equal(200);
    });
  });
});
