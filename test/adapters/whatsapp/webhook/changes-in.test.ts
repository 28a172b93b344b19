import { expect } from 'chai';
import fc from 'fast-check';
import { changesIn } from '../../../../src/adapters/whatsapp/webhook/changes-in.js';
import { nothingShown, type ShownPerson } from '../../../../src/domain/model/contact/shown-person.js';
import { type News, type UnaddressedNews } from '../../../../src/domain/model/message/news.js';
import { oddIds } from '../odd-ids.js';
import { bodyOf, FORMER_ID, inPlace, NUMBER, PARENT_ID, USER_ID, values, withoutNumbers } from './bodies.js';

const NOW = Date.UTC(2026, 10, 23, 12);

const unaddressedIn = (...all: readonly unknown[]): readonly UnaddressedNews[] =>
  changesIn(bodyOf(all)).flatMap(({ news }) => news(NOW));
const newsIn = (...all: readonly unknown[]): readonly News[] => unaddressedIn(...all).map(({ news }) => news);

const withoutWaId = (shown: ShownPerson): ShownPerson => ({ ...shown, waId: null });

/** The news with the numbers of people taken out. */
const numberless = (news: News): News => {
  switch (news._tag) {
    case 'Status':
      return { ...news, report: { ...news.report, shown: withoutWaId(news.report.shown) } };
    case 'Inbound':
      return { ...news, message: { ...news.message, author: withoutWaId(news.message.author) } };
    case 'IdChange': {
      const { former, current, at } = news.change;
      return { ...news, change: { former: withoutWaId(former), current: withoutWaId(current), at } };
    }
  }
};

const person: ShownPerson = {
  waId: NUMBER,
  userId: USER_ID as never,
  parentUserId: PARENT_ID as never,
  username: 'zoe',
};

describe('a webhook as Meta writes it', () => {
  for (const [what, value] of Object.entries(values))
    it(`names its person: ${what}`, () => {
      const all = newsIn(value);
      expect(all).to.have.length.above(0);
      for (const news of all) {
        if (news._tag === 'Status') {
          const { shown, mark } = news.report;
          expect(mark).to.deep.equal({ id: 42, nonce: 'aB3-_9zQ' });
          expect(shown).to.deep.equal(news.report.status === 'failed' ? { ...person, username: null } : person);
        }
        if (news._tag === 'Inbound') expect(news.message.author).to.deep.equal(person);
        if (news._tag === 'IdChange') {
          expect(news.change.former.userId).to.equal(FORMER_ID);
          expect(news.change.current).to.include({ waId: NUMBER, userId: USER_ID });
        }
      }
    });

  for (const [what, value] of Object.entries(values))
    for (const [place, instead] of Object.entries(inPlace))
      it(`names the same person by the user id, with ${place} for a number: ${what}`, () => {
        const unshown = withoutNumbers(value, instead);
        expect(JSON.stringify(unshown)).not.to.include(NUMBER);
        expect(newsIn(unshown)).to.deep.equal(newsIn(value).map(numberless));
      });

  it('names its person by a user id in the place of a number', () => {
    for (const what of ['sent', 'text'])
      expect(newsIn(withoutNumbers(values[what] ?? {}, USER_ID))).to.deep.equal(newsIn(values[what]).map(numberless));
  });

  it('says whose it is by the business account where no phone number is named', () => {
    const [change] = changesIn(bodyOf([values['an update of a user id without a list or a phone number']]));
    expect(change).to.include({ businessAccountId: '102290129340398', phoneNumberId: null });
  });

  it('has no message in a system message, whatever it says', () => {
    const more = { from: NUMBER, from_user_id: USER_ID, type: 'system', text: { body: 'STOP' } };
    for (const system of [undefined, null, 'x', [], {}, { type: 'customer_identity_changed', body: 'STOP' }])
      expect(newsIn({ messages: [{ ...more, system }] })).to.deep.equal([]);
  });
});

describe('a batch of a webhook', () => {
  const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[1-9][0-9]{${min - 1},${max - 1}}$`));
  const people = fc.uniqueArray(
    fc.record({
      number: digits(8, 15),
      id: digits(5, 20),
      parent: fc.boolean(),
      username: fc.constantFrom(null, 'zoe'),
    }),
    {
      minLength: 1,
      maxLength: 5,
      selector: ({ number, id }) => `${number} ${id}`,
      comparator: (one, other) => one.split(' ').some((part, index) => part === other.split(' ')[index]),
    },
  );
  const batch = people.chain((all) =>
    fc.record({
      all: fc.shuffledSubarray(all, { minLength: all.length }),
      statuses: fc.array(fc.constantFrom(...all), { maxLength: 6 }),
      messages: fc.array(fc.constantFrom(...all), { maxLength: 6 }),
      updates: fc.array(fc.constantFrom(...all), { maxLength: 3 }),
    }),
  );

  it('names each person by the user id, with and without any numbers', () => {
    fc.assert(
      fc.property(batch, fc.constantFrom(undefined, null, ''), ({ all, statuses, messages, updates }, instead) => {
        const value = {
          contacts: all.map(({ number, id, parent, username }) => ({
            wa_id: number,
            user_id: `DE.${id}`,
            ...(parent ? { parent_user_id: `DE.ENT.${id}` } : {}),
            profile: { name: 'x', ...(username === null ? {} : { username }) },
          })),
          statuses: statuses.map(({ number, id }, index) => ({
            id: `wamid.${index}`,
            status: 'delivered',
            recipient_id: number,
            recipient_user_id: `DE.${id}`,
            biz_opaque_callback_data: `postcard:7:${index + 1}:aB3-_9zQ`,
          })),
          messages: messages.map(({ number, id }) => ({
            from: number,
            from_user_id: `DE.${id}`,
            type: 'text',
            text: { body: `by ${id}` },
          })),
          user_id_update: updates.map(({ number, id }) => ({
            wa_id: number,
            user_id: { previous: `DE.0${id}`, current: `DE.${id}` },
          })),
        };
        const shownOf = ({ number, id, parent, username }: (typeof all)[number], isShown: boolean): ShownPerson => ({
          waId: isShown ? number : null,
          userId: `DE.${id}` as never,
          parentUserId: parent ? (`DE.ENT.${id}` as never) : null,
          username,
        });
        for (const isShown of [true, false]) {
          const expected: News[] = [
            ...statuses.map((one, index): News => ({
              _tag: 'Status',
              report: {
                wamid: `wamid.${index}`,
                mark: { id: (index + 1) as never, nonce: 'aB3-_9zQ' },
                shown: shownOf(one, isShown),
                status: 'delivered',
                at: NOW,
              },
            })),
            ...messages.map((one): News => ({
              _tag: 'Inbound',
              message: { author: shownOf(one, isShown), text: `by ${one.id}`, at: NOW },
            })),
            ...updates.map((one): News => ({
              _tag: 'IdChange',
              change: {
                former: { ...nothingShown, userId: `DE.0${one.id}` as never },
                current: shownOf(one, isShown),
                at: NOW,
              },
            })),
          ];
          expect(newsIn(isShown ? value : withoutNumbers(value, instead))).to.deep.equal(expected);
        }
      }),
      { seed: 15, numRuns: 300 },
    );
  });

  it('is read whole and in its order at its full length, in parts of at most 1 000', () => {
    const count = 17_000;
    const value = {
      contacts: Array.from({ length: count }, (_, index) => ({ user_id: `US.${index}`, wa_id: `1415${index}` })),
      statuses: Array.from({ length: count }, (_, index) => ({
        id: `w${index}`,
        status: 'sent',
        recipient_id: `2${index}`,
      })),
      messages: Array.from({ length: 1_001 }, (_, index) => ({ from_user_id: `US.${index}` })),
    };
    const parts = changesIn(bodyOf([value])).map(({ news }) => news(NOW));
    expect(Math.max(...parts.map(({ length }) => length))).to.be.at.most(1_000);
    const all = parts.flat().map(({ news }) => news);
    expect(all).to.have.length(count + 1_001);
    expect(all[16_999]).to.have.nested.property('report.wamid', 'w16999');
    expect(all.at(-1)).to.have.deep.nested.property('message.author.waId', '14151000');
  });
});

describe('a webhook that is not as Meta writes it', () => {
  const stop = { from: NUMBER, type: 'text', text: { body: 'STOP' } };

  for (const odd of [...oddIds, '__proto__', 'x', 5, [null], { length: 3 }])
    it(`is read as far as it goes with ${JSON.stringify(odd)?.slice(0, 40)} in the place of a list`, () => {
      expect(newsIn({ contacts: odd, messages: [stop], user_id_update: odd })).to.deep.equal(
        newsIn({ messages: [stop] }),
      );
      expect(newsIn({ contacts: odd, messages: odd, statuses: odd, user_id_update: odd })).to.deep.equal([]);
    });

  it('breaks nothing, whatever comes', () => {
    const member = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    const value = fc.record({ contacts: member, messages: member, statuses: member, user_id_update: member });
    fc.assert(
      fc.property(value, (any) => void newsIn(any)),
      { seed: 15 },
    );
  });
});
