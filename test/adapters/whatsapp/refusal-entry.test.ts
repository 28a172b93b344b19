import { expect } from 'chai';
import fc from 'fast-check';
import { errorTable } from '../../../src/adapters/whatsapp/error-table.js';
import { judgeAnswer } from '../../../src/adapters/whatsapp/graph/judge-answer.js';
import { entryOf } from '../../../src/adapters/whatsapp/refusal-entry.js';
import { readStatus } from '../../../src/adapters/whatsapp/webhook/read-status.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { ACCESS_TOKEN, client, closeAll, closeLater, expectNotSent, NOW, order } from './support.js';

const PHONE_NUMBER = /phone number id, or the access token may not use it/;
const TOO_LARGE = /larger than WhatsApp takes; send a smaller one/;
const FILE_TYPE = /does not take files of this type/;
const FILE_UNKNOWN = /no longer knows the file/;
const LINK = /WHATSAPP_MEDIA_MODE=upload/;
const PARAMETER = /does not take a parameter of the message/;
const MEDIA = /could not fetch the file or does not take it/;

const said = (code: number, more: { subcode?: number; title?: string; details?: string | null } = {}): string =>
  entryOf({ code, subcode: null, title: `Error ${code}`, details: null, ...more })?.says ?? 'nothing';

describe('what a refusal of WhatsApp is in our words', () => {
  afterEach(closeAll);

  for (const [what, code, more, expected] of [
    ['an unknown phone number id', 100, { subcode: 33 }, PHONE_NUMBER],
    ['another subcode', 100, { subcode: 34 }, PARAMETER],
    ['a parameter, and nothing else said', 100, {}, PARAMETER],
    ['a parameter of which nothing is said', 131009, {}, PARAMETER],
    ['a file too large, in the title', 100, { title: 'File too large' }, TOO_LARGE],
    ['a file too large, in details', 100, { title: 'Invalid parameter', details: 'File Too Large' }, TOO_LARGE],
    ['a file too large, in words for users', 100, { details: 'The file you uploaded is too large.' }, TOO_LARGE],
    ['an upload too large', 131053, { details: 'Media file size too big. Max file size: 5 MB.' }, TOO_LARGE],
    ['a type of file', 100, { title: 'Param file must be a file with one of the following types: a/b.' }, FILE_TYPE],
    ['a type of media', 131053, { details: 'Unsupported Image mime type image/webp. Use a/b.' }, FILE_TYPE],
    ['media that it has dropped', 100, { subcode: 33, title: 'not a valid media attachment ID' }, FILE_UNKNOWN],
    ['media that it has dropped, likewise', 131009, { details: 'not a valid media attachment ID' }, FILE_UNKNOWN],
    ['a link that it cannot fetch', 131053, { details: 'Downloading media from weblink failed' }, LINK],
    ['a link that it cannot fetch, likewise', 131052, { details: 'Downloading from web link failed' }, LINK],
    ['media, and nothing else said', 131053, {}, MEDIA],
    ['words about links of another error', 131026, { details: 'weblink' }, /not on WhatsApp/],
    ['words about sizes of another error', 131026, { details: 'File too large' }, /not on WhatsApp/],
  ] as const)
    it(`tells ${what} (${code})`, () => expect(said(code, more)).to.match(expected));

  it('changes no class of the table', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...errorTable.keys()),
        fc.constantFrom('File too large', 'weblink', ''),
        (code, title) => {
          expect(entryOf({ code, subcode: 33, title, details: title })?.class).to.equal(errorTable.get(code)?.class);
        },
      ),
    );
  });

  const code = fc.oneof(fc.constantFrom(...errorTable.keys()), fc.integer());
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'File too large',
      'media attachment id',
      'weblink',
      'details says why',
      'Unsupported Audio mime type',
    ),
  );
  const told = fc.record({
    code,
    subcode: fc.option(fc.oneof(fc.constant(33), fc.integer())),
    title: fc.option(text),
    details: fc.option(text),
    userTitle: fc.option(text),
    transient: fc.option(fc.boolean()),
    status: fc.constantFrom(400, 401, 403, 404, 413, 429, 500, 503),
  });

  it('is a whole sentence that points to nothing which may be absent, whatever WhatsApp says', () => {
    fc.assert(
      fc.property(told, ({ code, subcode, title, details, userTitle, transient, status }) => {
        const error = {
          code,
          ...(subcode === null ? {} : { error_subcode: subcode }),
          ...(title === null ? {} : { message: title, title }),
          ...(details === null ? {} : { error_data: { details } }),
          ...(userTitle === null ? {} : { error_user_title: userTitle }),
          ...(transient === null ? {} : { is_transient: transient }),
        };
        const verdict = judgeAnswer({ status, body: JSON.stringify({ error }) }, 'secret');
        const failed = readStatus({ id: 'wamid.1', status: 'failed', errors: [error] }, NOW, (own) => own)?.report;
        for (const says of [
          verdict._tag === 'Refused' ? verdict.says : expect.fail(`is read as ${verdict._tag}`),
          failed?.status === 'failed' ? failed.failure.error : expect.fail('is read as no failure'),
        ]) {
          expect(says).to.match(/^[A-Z][^\n]{20,200}\.$/);
          expect(says).not.to.match(/details?\b/i);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is told over HTTP where the sandbox gives no details', async () => {
    const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
    closeLater(() => sandbox.close());
    const expected = {
      '999020': [100, PHONE_NUMBER],
      '999021': [100, TOO_LARGE],
      '999022': [131009, PARAMETER],
      '999023': [131053, MEDIA],
      '999025': [999025, /reports error 999025/],
    } as const;
    for (const [digits, [code, words]] of Object.entries(expected)) {
      const failure = expectNotSent(
        await client(sandbox.url).send(order({ to: byNumber(`1415${digits}` as PhoneNumber) })),
        false,
      );
      expect(failure.error).to.match(words);
      expect(failure.whatsapp).to.include({ code });
      if (digits !== '999021') expect(failure.whatsapp?.details).to.equal(null);
    }
  });

  it('is told of an upload too, by the faults of its phone number id', async () => {
    const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, appSecret: 's', statusDelayMs: Infinity });
    closeLater(() => sandbox.close());
    for (const [digits, words] of [
      ['999020', PHONE_NUMBER],
      ['999021', TOO_LARGE],
      ['999023', MEDIA],
    ] as const) {
      const credentials = { phoneNumberId: `106540352${digits}`, accessToken: ACCESS_TOKEN };
      const outcome = await client(sandbox.url, { mode: 'upload' }).send(order({ credentials }));
      expect(expectNotSent(outcome, false).error).to.match(words);
    }
  });
});
