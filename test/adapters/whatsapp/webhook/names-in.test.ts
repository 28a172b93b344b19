import { expect } from 'chai';
import fc from 'fast-check';
import { changesIn } from '../../../../src/adapters/whatsapp/webhook/changes-in.js';
import { namesIn } from '../../../../src/adapters/whatsapp/webhook/names-in.js';
import { inboundChange } from '../../../../src/sandbox/world/webhooks/person-changes.js';
import { escapedJson, signedWebhook } from '../../../../src/sandbox/world/webhooks/webhook-body.js';

const none = { phoneNumberIds: [], businessAccountIds: [], accountIds: [] };
const names = (text: string) => namesIn(Buffer.from(text));

/** Any JSON text with any of its characters within texts written as an escape, and any white space around signs. */
const writtenOddly = (value: unknown): fc.Arbitrary<string> =>
  fc.infiniteStream(fc.nat(3)).map((choices) =>
    JSON.stringify(value).replace(/[a-z0-9_]|[:,]/g, (sign) => {
      const choice = choices.next().value as number;
      if (sign === ':' || sign === ',') return choice === 0 ? ` \n${sign}\t\r ` : sign;
      const hex = sign.charCodeAt(0).toString(16).padStart(4, '0');
      if (choice === 0) return `\\u${hex}`;
      return choice === 1 ? `\\u${hex.toUpperCase()}` : sign;
    }),
  );

const id = fc.stringMatching(/^[0-9]{1,64}$/);
const status = fc.record({
  id: fc.constant('wamid.x'),
  status: fc.constant('sent'),
  biz_opaque_callback_data: fc.nat().map((account) => `postcard:${account + 1}:42`),
});
const value = fc.record({
  metadata: fc.record({ phone_number_id: id }),
  statuses: fc.array(status, { maxLength: 2 }),
});
const entry = fc.record({ id, changes: fc.array(fc.record({ value }), { maxLength: 3 }) });
const notification = fc.record({ entry: fc.array(entry, { maxLength: 4 }) });

describe('the names in a notification', () => {
  it('are its phone numbers and business accounts, each once', () => {
    const change = inboundChange({
      phoneNumberId: '101',
      from: { phone: '14155550123', userId: 'US.1', username: undefined, name: 'Zoë "900"' },
      text: '"id":"7" \\"id\\":\\"8\\" {"phone_number_id":"9"}',
      wamid: 'wamid.x',
      at: new Date(0),
    });
    const { body } = signedWebhook('900', [change, change], 's');
    expect(names(body)).to.deep.equal({ phoneNumberIds: ['101'], businessAccountIds: ['900'], accountIds: [] });
  });

  it('are at least those that parsing finds, however the JSON is written', () => {
    fc.assert(
      fc.property(notification.chain(writtenOddly), (text) => {
        const raw = Buffer.from(text);
        const { phoneNumberIds, businessAccountIds, accountIds } = namesIn(raw);
        for (const change of changesIn(raw)) {
          if (change.phoneNumberId !== null) expect(phoneNumberIds).to.include(change.phoneNumberId);
          if (change.businessAccountId !== null) expect(businessAccountIds).to.include(change.businessAccountId);
          for (const { markedFor } of change.news(0)) expect(accountIds).to.include(markedFor);
        }
      }),
    );
  });

  for (const [what, text] of Object.entries({
    nothing: '',
    'a number that is no text': '{"entry":[{"id":900}]}',
    'no digits': '{"id":"wamid.HBg","phone_number_id":"__proto__"}',
    'more digits than an id has': `{"id":"${'1'.repeat(65)}"}`,
    'another key': '{"xid":"1","id_":"2","my_phone_number_id":"3"}',
    'a text that ends early': '{"id":"12',
    'an escape that ends early': '{"id":"1\\u003',
    'an escape of another character': '{"id":"1\\u0141","\\u0169\\u0064":"2"}',
    'marks of other services': '{"biz_opaque_callback_data":"theirs","biz_opaque_callback_data":"postcard:0:1"}',
  }))
    it(`are none in ${what}`, () => {
      expect(names(text)).to.deep.equal(none);
    });

  it('are the marks of messages, each account once', () => {
    const marks = ['postcard:7:42', 'postcard:7:43', 'postcard:8:1', 'postcard:07:1', 'theirs'];
    const statuses = marks.map((mark) => ({ id: 'wamid.x', status: 'sent', biz_opaque_callback_data: mark }));
    expect(names(escapedJson({ statuses })).accountIds).to.deep.equal([7, 8]);
  });

  it('are found in a batch of a thousand as Meta writes it, wherever it stands in 3 MB', () => {
    const changes = Array.from({ length: 1_000 }, (_, index) => ({
      value: {
        metadata: { phone_number_id: String(index + 1) },
        messages: [{ image: { id: String(10_000 + index) } }],
      },
    }));
    const text = escapedJson({ padding: 'é'.repeat(200_000), entry: [{ id: '900', changes }] });
    expect(names(text).phoneNumberIds.slice(0, 3)).to.deep.equal(['1', '2', '3']);
    expect(names(text).businessAccountIds).to.include('900');
  });

  const MOST = 3 * 1_048_576;
  const begun = '{"entry":[{"id":"900","changes":[{"value":{"metadata":{"phone_number_id":"101"';
  const pieces = [
    ...[
      '"',
      '\\',
      '{',
      '[',
      ':',
      ' ',
      '1',
      'd',
      '"id"',
      '"id":',
      '"id":"',
      '"id" : "1"',
      '"id":"1"',
      '\\u0069',
      '\\u00',
    ],
    ...[
      '"phone_number_id":"',
      'hone_number_id":',
      '"biz_opaque_callback_data":"postcard:1:1"',
      '"\\u0069\\u0064":"\\u0031',
    ],
    '1'.repeat(64),
    'é',
  ];

  it('are few, and found at the beginning, whatever follows at full length', () => {
    const tail = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((some) => some.join(''));
    const anyTail = fc.oneof(tail, fc.string({ minLength: 1 }), fc.string({ unit: 'binary', minLength: 1 }));
    fc.assert(
      fc.property(anyTail, (text) => {
        const piece = Buffer.from(text);
        const raw = Buffer.concat([Buffer.from(begun), Buffer.alloc(MOST - begun.length, piece)]);
        const { phoneNumberIds, businessAccountIds, accountIds } = namesIn(raw);
        expect(phoneNumberIds[0]).to.equal('101');
        expect(businessAccountIds[0]).to.equal('900');
        for (const found of [phoneNumberIds, businessAccountIds, accountIds]) expect(found).to.have.length.at.most(32);
      }),
      { numRuns: 200 },
    );
  });
});
