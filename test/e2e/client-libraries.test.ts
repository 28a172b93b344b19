import { expect } from 'chai';
import * as O from 'fp-ts/lib/Option.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { file } from '../support/origin.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';

const CRLF = '\r\n';
const picture = sample('jpg');
const inUtf8 = (text: string): string => Buffer.from(text).toString('latin1');

/** One request as a library writes it, a character each byte. */
interface Wire {
  readonly type: string;
  readonly body: string;
}

type Part = readonly [headers: readonly string[], content: string];

const form = (type: string, boundary: string, parts: readonly Part[], around = { before: '', after: CRLF }): Wire => ({
  type,
  body:
    around.before +
    parts.map(([head, content]) => [`--${boundary}`, ...head, '', content, ''].join(CRLF)).join('') +
    `--${boundary}--${around.after}`,
});

const values = { phone: '+1 415 555 0123', media_type: 'image', caption: 'Grüße' };
const texts = { ...values, 'contact[firstname]': 'Zoë' };

type Pairs = readonly (readonly [name: string, text: string])[];

const isPairs = (fields: Readonly<Record<string, string>> | Pairs): fields is Pairs => Array.isArray(fields);

/** The fields of a form, each with the headers that a library gives it, then the picture. */
const partsOf = (
  fields: Readonly<Record<string, string>> | Pairs,
  headersOf: (name: string, content: string) => readonly string[],
  fileHeaders: readonly string[],
  encode = inUtf8,
): readonly Part[] => [
  ...(isPairs(fields) ? fields : Object.entries(fields)).map(([name, text]): Part => [
    headersOf(name, encode(text)),
    encode(text),
  ]),
  [fileHeaders, picture.toString('latin1')],
];

const quoted = (name: string): string => `Content-Disposition: form-data; name="${name}"`;
const FILE = `${quoted('media_file')}; filename="cat.jpg"`;
const JPEG = 'Content-Type: image/jpeg';
const OCTETS = 'Content-Type: application/octet-stream';
const GROUPS = { 'contact[groups]': '1,2' };

const multipart: Readonly<Record<string, Wire>> = {
  'Apache HttpClient 4, which says ISO-8859-1 on every text': form(
    'multipart/form-data; boundary=IJz9gFOXk4aTfOmGfPV5oK3d5TlyA-nZm',
    'IJz9gFOXk4aTfOmGfPV5oK3d5TlyA-nZm',
    partsOf(
      { ...texts, ...GROUPS },
      (name) => [quoted(name), 'Content-Type: text/plain; charset=ISO-8859-1', 'Content-Transfer-Encoding: 8bit'],
      [FILE, JPEG, 'Content-Transfer-Encoding: binary'],
      (text) => text,
    ),
  ),
  'Apache HttpClient 5': form(
    'multipart/form-data; charset=UTF-8; boundary="httpclient_boundary_7d62a1b4-5e10-4a5b-9b3a-5ce0f1d7bd10"',
    'httpclient_boundary_7d62a1b4-5e10-4a5b-9b3a-5ce0f1d7bd10',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name), 'Content-Type: text/plain; charset=UTF-8'], [FILE, JPEG]),
  ),
  'axios with nested objects': form(
    'multipart/form-data; boundary=axios-1.7.9-boundary-kY7tHm0dXz6cQb1VfGjNsRwPa',
    'axios-1.7.9-boundary-kY7tHm0dXz6cQb1VfGjNsRwPa',
    partsOf(
      [...Object.entries(texts), ['contact[groups][]', '1'], ['contact[groups][]', '2']],
      (name) => [quoted(name)],
      [FILE, JPEG],
    ),
    { before: '', after: `${CRLF}${CRLF}` },
  ),
  'axios with dots and indexes': form(
    'multipart/form-data; boundary=--------------------------918273645546372819283746',
    '--------------------------918273645546372819283746',
    partsOf(
      { ...values, 'contact.firstname': 'Zoë', 'contact.groups[0]': '1', 'contact.groups[1]': '2' },
      (name) => [quoted(name)],
      [FILE, JPEG],
    ),
  ),
  'PHP and Guzzle': form(
    'multipart/form-data; boundary=2c6b1e8b7b0d3a4f5e6d7c8b9a0f1e2d3c4b5a69',
    '2c6b1e8b7b0d3a4f5e6d7c8b9a0f1e2d3c4b5a69',
    partsOf(
      { ...texts, 'contact[groups][0]': '1', 'contact[groups][1]': '2' },
      (name, content) => [quoted(name), `Content-Length: ${content.length}`],
      [FILE, `Content-Length: ${picture.length}`, JPEG],
    ),
  ),
  'Python requests': form(
    'multipart/form-data; boundary=0f6b9d1f4f7a4e1e8f0f7d3c2b1a0958',
    '0f6b9d1f4f7a4e1e8f0f7d3c2b1a0958',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name)], [FILE]),
  ),
  'Python aiohttp': form(
    'multipart/form-data; boundary=4c1f2a9d8e7b4f6a9c3d2e1f0a9b8c7d',
    '4c1f2a9d8e7b4f6a9c3d2e1f0a9b8c7d',
    partsOf({ ...texts, ...GROUPS }, (name) => ['Content-Type: text/plain; charset=utf-8', quoted(name)], [
      JPEG,
      `${quoted('media_file')}; filename="cat.jpg"; filename*=utf-8''cat.jpg`,
    ]),
  ),
  "Java's HttpURLConnection, by hand": form(
    'multipart/form-data; boundary====1732362000000===',
    '===1732362000000===',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name), 'Content-Type: text/plain; charset=UTF-8'], [
      FILE,
      JPEG,
      'Content-Transfer-Encoding: binary',
    ]),
    { before: CRLF, after: `${CRLF}${CRLF}` },
  ),
  'Spring, with the contact as a part in JSON': form(
    'multipart/form-data;boundary=oTqBn0bJ4pN8eYkE-7Xc2sWvRzL',
    'oTqBn0bJ4pN8eYkE-7Xc2sWvRzL',
    partsOf(
      { ...values, contact: '{"firstname":"Zoë","lastname":null,"groups":[1,2]}' },
      (name, content) => [
        quoted(name),
        `Content-Type: ${name === 'contact' ? 'application/json' : 'text/plain;charset=UTF-8'}`,
        `Content-Length: ${content.length}`,
      ],
      [FILE, JPEG, `Content-Length: ${picture.length}`],
    ),
  ),
  '.NET MultipartFormDataContent': form(
    'multipart/form-data; boundary="0e1d2c3b-4a59-4687-9a5b-6c7d8e9f0a1b"',
    '0e1d2c3b-4a59-4687-9a5b-6c7d8e9f0a1b',
    partsOf(
      { ...values, 'contact.firstname': 'Zoë', 'contact.groups': '1,2' },
      (name) => ['Content-Type: text/plain; charset=utf-8', `Content-Disposition: form-data; name=${name}`],
      [JPEG, "Content-Disposition: form-data; name=media_file; filename=cat.jpg; filename*=utf-8''cat.jpg"],
    ),
  ),
  "Ruby's Net::HTTP": form(
    'multipart/form-data; boundary=Qk3fW9vXn0bTzLr7sYd2Hg',
    'Qk3fW9vXn0bTzLr7sYd2Hg',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name)], [FILE, OCTETS]),
  ),
  "Ruby's multipart-post": form(
    'multipart/form-data; boundary=-----------RubyMultipartPost-8f1e2d3c4b5a',
    '-----------RubyMultipartPost-8f1e2d3c4b5a',
    partsOf(
      [...Object.entries(texts), ['contact[groups][]', '1'], ['contact[groups][]', '2']],
      (name) => [quoted(name)],
      [FILE, `Content-Length: ${picture.length}`, JPEG, 'Content-Transfer-Encoding: binary'],
    ),
    { before: '', after: `${CRLF}${CRLF}` },
  ),
  "Go's mime/multipart": form(
    'multipart/form-data; boundary=5a1f0c9e8d7b6a594837261504f3e2d1c0b9a8978685746352413f2e1d0c',
    '5a1f0c9e8d7b6a594837261504f3e2d1c0b9a8978685746352413f2e1d0c',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name)], [FILE, OCTETS]),
  ),
  curl: form(
    'multipart/form-data; boundary=------------------------d74496d66958873e',
    '------------------------d74496d66958873e',
    partsOf({ ...texts, ...GROUPS }, (name) => [quoted(name)], [FILE, JPEG]),
  ),
  'OkHttp and Retrofit': form(
    'multipart/form-data; boundary=6f5e4d3c-2b1a-4098-8765-43210fedcba9',
    '6f5e4d3c-2b1a-4098-8765-43210fedcba9',
    partsOf(
      { ...texts, ...GROUPS },
      (name, content) => [
        quoted(name),
        'Content-Transfer-Encoding: binary',
        'Content-Type: text/plain; charset=utf-8',
        `Content-Length: ${content.length}`,
      ],
      [FILE, JPEG, `Content-Length: ${picture.length}`],
    ),
  ),
  'a browser with the contact as a blob': form(
    'multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW',
    '----WebKitFormBoundary7MA4YWxkTrZu0gW',
    partsOf(
      { ...values, contact: '{"firstname":"Zoë","groups":["1","2"]}' },
      (name) =>
        name === 'contact' ? [`${quoted(name)}; filename="blob"`, 'Content-Type: application/json'] : [quoted(name)],
      [FILE, JPEG],
    ),
  ),
};

/** Bodies without a file; `URL` stands for the picture's, as it is escaped in a form. */
const withoutFile: Readonly<Record<string, Wire>> = {
  'jQuery.ajax': {
    type: 'application/x-www-form-urlencoded; charset=UTF-8',
    body:
      'phone=%2B1+415+555+0123&media_type=image&caption=Gr%C3%BC%C3%9Fe&media_url=URL&contact%5Bfirstname%5D=Zo%C3%AB' +
      '&contact%5Bgroups%5D%5B%5D=1&contact%5Bgroups%5D%5B%5D=2',
  },
  "PHP's http_build_query": {
    type: 'application/x-www-form-urlencoded',
    body:
      'phone=%2B1+415+555+0123&media_type=image&caption=Gr%C3%BC%C3%9Fe&media_url=URL&contact%5Bfirstname%5D=Zo%C3%AB' +
      '&contact%5Bgroups%5D%5B0%5D=1&contact%5Bgroups%5D%5B1%5D=2',
  },
  "Apache HttpClient 4's UrlEncodedFormEntity": {
    type: 'application/x-www-form-urlencoded; charset=ISO-8859-1',
    body:
      'phone=%2B1+415+555+0123&media_type=image&caption=Gr%FC%DFe&media_url=URL&contact.firstname=Zo%EB' +
      '&contact.groups=1%2C2',
  },
  "Apache HttpClient 4's StringEntity": {
    type: 'application/json; charset=ISO-8859-1',
    body: `{"phone":"+1 415 555 0123","media_type":"image","caption":"Grüße","media_url":"PLAIN","contact":{"firstname":"Zoë","groups":[1,2]}}`,
  },
  'a program on Windows that writes a byte-order mark': {
    type: 'application/json; charset=utf-8',
    body: inUtf8(
      `\ufeff{"phone":"+1 415 555 0123","media_type":"image","caption":"Grüße","media_url":"PLAIN","contact.firstname":"Zoë","contact.groups":["1","2"]}`,
    ),
  },
};

describe('what a client library sends', () => {
  let world: FetchingWorld;

  before(async () => {
    world = await startFetchingPostcard({ '/cat.jpg': file(picture) });
  });
  after(() => world.close());

  for (const [library, { type, body }] of Object.entries({ ...multipart, ...withoutFile }))
    it(`is taken as it is meant: ${library}`, async () => {
      const { id } = await world.newAccount();
      const token = await world.newToken(id);
      const url = `${world.origin.url}/cat.jpg`;
      const written =
        library in withoutFile ? body.replace('URL', encodeURIComponent(url)).replace('PLAIN', url) : body;
      const answer = await postMedia(
        { url: world.url, token },
        { headers: { 'content-type': type }, body: Buffer.from(written, 'latin1') },
      );
      const data = sentData(answer);
      expect(JSON.parse(Buffer.from(answer.body).toString())).not.to.have.nested.property('meta.warnings');
      const message = await orThrow(world.stores.messages.byId(id, data.chat_message_id as ChatMessageId));
      expect(O.toNullable(message)).to.deep.include({
        recipient: { phone: '14155550123', userId: null },
        mediaType: 'image',
        caption: 'Grüße',
      });
      const contact = await orThrow(world.stores.contacts.byId(id, data.contact_id as ContactId));
      expect(O.toNullable(contact)).to.deep.include({ firstname: 'Zoë', lastname: null, groups: [1, 2] });
      expect(data.media_url).to.match(/\/cat\.jpg$/);
    });
});
