import { expect } from 'chai';
import fc from 'fast-check';
import { changesIn } from '../../../../src/adapters/whatsapp/webhook/changes-in.js';
import { namesIn } from '../../../../src/adapters/whatsapp/webhook/names-in.js';
import { escapedJson, inboundChange, signedWebhook } from '../../../../src/sandbox/world/webhook-body.js';

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
const entry = fc.record({
  id,
  changes: fc.array(fc.record({ value: fc.record({ metadata: fc.record({ phone_number_id: id }) }) }), {
    maxLength: 3,
  }),
});
const notification = fc.record({ entry: fc.array(entry, { maxLength: 4 }) });

describe('the names in a notification', () => {
  it('are its phone numbers and business accounts, each once', () => {
    const change = inboundChange({
      phoneNumberId: '101',
      from: '14155550123',
      name: 'Zoë "900"',
      text: '"id":"7" \\"id\\":\\"8\\" {"phone_number_id":"9"}',
      wamid: 'wamid.x',
      at: new Date(0),
    });
    const { body } = signedWebhook('900', [change, change], 's');
    expect(names(body)).to.deep.equal({ phoneNumberIds: ['101'], businessAccountIds: ['900'] });
  });

  it('are at least those that parsing finds, however the JSON is written', () => {
    fc.assert(
      fc.property(notification.chain(writtenOddly), (text) => {
        const raw = Buffer.from(text);
        const { phoneNumberIds, businessAccountIds } = namesIn(raw);
        for (const change of changesIn(raw)) {
          if (change.phoneNumberId !== null) expect(phoneNumberIds).to.include(change.phoneNumberId);
          if (change.businessAccountId !== null) expect(businessAccountIds).to.include(change.businessAccountId);
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
  }))
    it(`are none in ${what}`, () => {
      expect(names(text)).to.deep.equal({ phoneNumberIds: [], businessAccountIds: [] });
    });

  it('are found in a batch of a thousand, wherever it stands in 3 MB', () => {
    const changes = Array.from({ length: 1_000 }, (_, index) => ({
      value: {
        metadata: { phone_number_id: String(index + 1) },
        messages: [{ image: { id: String(10_000 + index) } }],
      },
    }));
    const text = escapedJson({ padding: 'é'.repeat(200_000), entry: [{ changes, id: '900' }] });
    expect(names(text).phoneNumberIds).to.have.length(1_000);
    expect(names(text).businessAccountIds).to.include('900');
  });

  it('are bounded in number, whatever the body', () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `"id":"${index}"`).join();
    expect(names(text).businessAccountIds.length).to.be.within(1_000, 10_000);
  });
});
