import { expect } from 'chai';
import { extname } from 'node:path';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { whole } from '../contracts/support.js';
import { caseFile } from '../support/case-files.js';
import { type FetchingWorld, startFetchingPostcard } from '../support/fetching-world.js';
import { call, json } from '../support/http-client.js';
import { type OriginRoute } from '../support/origin.js';
import { jsonBody } from '../support/request-bodies.js';
import { receivedBy } from '../support/sandbox-list.js';
import { sample } from '../support/samples.js';
import { contactsOf } from '../support/list-contacts.js';

/** What real people's programs send, and the right answer: see test/fixtures/cases/README.md. */

const mediaTypes: Readonly<Record<string, readonly [mediaType: string, mime: string]>> = {
  '.xlsx': ['document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  '.docx': ['document', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  '.pdf': ['document', 'application/pdf'],
  '.xls': ['document', 'application/vnd.ms-excel'],
  '.csv': ['document', 'text/plain'],
  '.jpg': ['image', 'image/jpeg'],
  '.png': ['image', 'image/png'],
  '.mp4': ['video', 'video/mp4'],
};

/** The right answer of a request. */
interface Right {
  readonly status: 200 | 403 | 422;
  /** What `error.details` or `error.message` says. */
  readonly says?: RegExp;
  /** What one of `meta.warnings` says. */
  readonly warns?: RegExp;
  /** What the recipient gets. */
  readonly received?: Readonly<Record<string, unknown>>;
  /** The groups of the contact that was created. */
  readonly groups?: readonly number[];
  /** The type that `media_url` is served with. */
  readonly served?: string;
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const BOUNDARY = 'a-boundary';
type Part = readonly [head: string, body: string | Buffer];

const form = (...parts: readonly Part[]): Sent => ({
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  body: Buffer.concat([
    ...parts.flatMap(([head, body]) => [
      Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n`, 'latin1'),
      Buffer.from(body as string),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]),
});
const text = (name: string, value: string | Buffer, more = ''): Part => [
  `Content-Disposition: form-data; name="${name}"${more}`,
  value,
];
const file = (disposition: string, bytes: Buffer): Part => [
  `Content-Disposition: form-data; name="media_file"${disposition}\r\nContent-Type: application/octet-stream`,
  bytes,
];
const png = file('; filename="a.png"', sample('png'));
const charset = (label: string): string => `\r\nContent-Type: text/plain; charset=${label}`;

const PHONE = '14155550123';
const image = (...more: readonly Part[]): Sent => form(text('phone', PHONE), text('media_type', 'image'), ...more, png);
const document = (disposition: string, ...more: readonly Part[]): Sent =>
  form(text('phone', PHONE), text('media_type', 'document'), ...more, file(disposition, sample('pdf')));
const toPhone = (phone: string): Sent => form(text('phone', phone), text('media_type', 'image'), png);

const files: Readonly<Record<string, Right>> = {
  'sheetjs.xlsx': { status: 200 },
  'default-main.xlsx': { status: 200 },
  'default-main.docx': { status: 200 },
  'control-vba-part.xlsx': { status: 422, says: /content_mismatch/ },
  'newline-after-zip.docx': { status: 200 },
  'encrypted-with-word-decoy.docx': { status: 422, says: /password_protected/ },
  'bom.pdf': { status: 200 },
  'byte-order-ff-fe.xls': { status: 200 },
  'cp1251-january.csv': { status: 200, received: { name: 'cp1251-january.csv' } },
  'junk-between-segments.jpg': { status: 200 },
  'depth-16.png': { status: 200, received: { mime: 'image/jpeg' } },
  'hevc.mp4': { status: 200, warns: /H\.264/ },
};

const pdfAs =
  (headers: Readonly<Record<string, string>>): OriginRoute =>
  (response) => {
    const bytes = sample('pdf');
    response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes);
  };

const routes: Readonly<Record<string, OriginRoute>> = {
  '/download.php?id=5': pdfAs({
    'content-type': 'text/html',
    'content-disposition': 'attachment; filename="invoice.pdf";',
  }),
  '/blob/5f0c': pdfAs({ 'content-type': 'binary/octet-stream' }),
  '/chunked.pdf': pdfAs({ 'content-type': 'application/pdf', 'content-encoding': 'aws-chunked' }),
};

const requests: readonly (readonly [what: string, sent: (origin: string) => Sent, right: Right])[] = [
  [
    'every text part as ISO-8859-1, in ASCII',
    () =>
      form(
        text('phone', PHONE, charset('ISO-8859-1')),
        text('media_type', 'image', charset('ISO-8859-1')),
        text('caption', 'Hi', charset('ISO-8859-1')),
        png,
      ),
    { status: 200, received: { caption: 'Hi' } },
  ],
  [
    'a caption in windows-1252, which is named',
    () => image(text('caption', Buffer.from('Gr\xfc\xdfe', 'latin1'), charset('windows-1252'))),
    { status: 200, received: { caption: 'Grüße' } },
  ],
  [
    'a caption in a charset that nobody knows',
    () => image(text('caption', Buffer.from([0xfc]), charset('x-unknown'))),
    { status: 422, says: /caption/ },
  ],
  [
    'groups as axios writes them',
    () => image(text('contact[groups][]', '1'), text('contact[groups][]', '2')),
    { status: 200, groups: [1, 2] },
  ],
  [
    'groups of a nested object',
    (origin) =>
      jsonBody({
        phone: PHONE,
        media_type: 'document',
        media_url: `${origin}/chunked.pdf`,
        contact: { firstname: 'Ada', groups: [1, 2] },
      }),
    { status: 200, groups: [1, 2] },
  ],
  [
    'a contact field that there is not',
    () => image(text('contact.surname', 'X')),
    { status: 200, warns: /contact\.surname/ },
  ],
  [
    'a file name that is percent-encoded',
    () => document('; filename="Rechnung%20M%C3%A4rz.pdf"'),
    { status: 200, received: { name: 'Rechnung März.pdf' } },
  ],
  [
    'a file name with a percent sign of its own',
    () => document('; filename="100%25 off; x.pdf"'),
    { status: 200, received: { name: '100%25 off; x.pdf' } },
  ],
  [
    'a picture called blob',
    () => form(text('phone', PHONE), text('media_type', 'image'), file('; filename="blob"', sample('png'))),
    { status: 200, served: 'image/png' },
  ],
  [
    'a file part without a file name, of 20 KB',
    () => form(text('phone', PHONE), text('media_type', 'image'), text('media_file', Buffer.alloc(20_000, 'a'))),
    { status: 422, says: /media_file.*file name/ },
  ],
  ['a phone from a spreadsheet', () => toPhone('4915112345678.0'), { status: 422, says: /\.0/ }],
  ['a phone with a (0)', () => toPhone('+44 (0)20 7946 0958'), { status: 422, says: /\(0\)/ }],
  ['a phone from an address book', () => toPhone('\u202a+1\u00a0415\u2011555\u20110123\u202c'), { status: 200 }],
  ['a phone with slashes', () => toPhone('+1/415/5550123'), { status: 422, says: /\// }],
  [
    'a URL that ends in .php, with a disposition',
    (origin) => jsonBody({ phone: PHONE, media_type: 'document', media_url: `${origin}/download.php?id=5` }),
    { status: 200, received: { name: 'invoice.pdf' } },
  ],
  [
    'a URL of an object store',
    (origin) => jsonBody({ phone: PHONE, media_type: 'document', media_url: `${origin}/blob/5f0c` }),
    { status: 200, served: 'application/pdf' },
  ],
  [
    'a URL with a content encoding that it has not',
    (origin) => jsonBody({ phone: PHONE, media_type: 'document', media_url: `${origin}/chunked.pdf` }),
    { status: 200, served: 'application/pdf' },
  ],
  [
    'a name of 255 ideographs',
    () => document('; filename="a.pdf"', text('filename', '中'.repeat(255))),
    { status: 200, received: { name: `${'中'.repeat(255)}.pdf` } },
  ],
];

describe('what real people’s programs send', () => {
  let world: FetchingWorld;
  let account: AccountId;
  let token: string;

  before(async () => {
    world = await startFetchingPostcard(routes);
  });
  beforeEach(async () => {
    account = (await world.newAccount()).id;
    token = await world.newToken(account);
  });
  after(() => world.close());

  const expectRight = async (sent: Sent, right: Right): Promise<void> => {
    const answer = await call(world.url, {
      method: 'POST',
      path: '/messages/media',
      headers: { authorization: `Bearer ${token}`, ...sent.headers },
      body: sent.body,
    });
    const body = json(answer);
    expect(answer.status, JSON.stringify(body)).to.equal(right.status);
    if (right.says !== undefined) expect(JSON.stringify(body['error'])).to.match(right.says);
    const { warnings = [] } = body['meta'] as { warnings?: readonly string[] };
    if (right.warns === undefined) expect(warnings).to.deep.equal([]);
    else expect(warnings.join('\n')).to.match(right.warns);
    if (right.status !== 200) return;
    const { message_id: wamid, media_url: url } = body['data'] as { message_id: string; media_url: string };
    if (right.served !== undefined)
      expect((await call(world.url, { method: 'GET', path: new URL(url).pathname })).headers['content-type']).to.equal(
        right.served,
      );
    const received = (await receivedBy(world.sandboxUrl, PHONE)).find((message) => message.wamid === wamid);
    expect(received).to.include(right.received ?? {});
    const [contact] = await whole(contactsOf(world.stores.contacts, account));
    expect(contact?.groups).to.deep.equal(right.groups ?? []);
  };

  for (const [name, right] of Object.entries(files)) {
    const [mediaType = '', mime = ''] = mediaTypes[extname(name)] ?? [];
    it(`${name} as ${mediaType}: ${right.status}`, () =>
      expectRight(
        form(text('phone', PHONE), text('media_type', mediaType), file(`; filename="${name}"`, caseFile(name))),
        right.status === 200 ? { served: mime, ...right } : right,
      ));
  }
  for (const [what, sent, right] of requests)
    it(`${what}: ${right.status}`, () => expectRight(sent(world.origin.url), right));
});
