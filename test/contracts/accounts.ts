import { expect } from 'chai';
import {
  type AccountChanges,
  defaultLimits,
  defaultStartWords,
  defaultStopWords,
  directories,
} from '../../src/domain/model/account.js';
import { type Accounts } from '../../src/domain/ports/accounts.js';
import { left, lefts, NOBODY, none, on, type Open, right, rights, some, times, whole } from './support.js';

const everything: AccountChanges = {
  name: 'Acmé 🙂',
  whatsapp: {
    phoneNumberId: '1001',
    businessAccountId: '2002',
    accessToken: 'EAAG-access',
    appSecret: 'app-secret',
    verifyToken: 'verify-token',
  },
  webhook: { url: 'https://example.com/hook', secret: 'whsec_c2VjcmV0' },
  stopWords: ['STOP', 'ARRÊT'],
  startWords: [],
  defaults: { status: 1, source: 2, assignedTo: 3 },
  limits: { contacts: 10, conversations: 0, apiCallsPerMinute: -1 },
};

/** What the port `Accounts` promises. */
export const accountsContract = (name: string, open: Open<{ readonly accounts: Accounts }>): void => {
  const test = on(open);

  describe(`Accounts: ${name}`, () => {
    it(
      'makes an account with default limits and words, a media key and nothing else',
      test(async ({ accounts }) => {
        const account = await right(accounts.create({ name: 'Acme', demo: false }));
        expect(account.id).to.be.above(0);
        expect(account.mediaKey).to.match(/^[A-Za-z0-9_-]{43}$/);
        expect(account).to.deep.equal({
          id: account.id,
          name: 'Acme',
          demo: false,
          whatsapp: {
            phoneNumberId: null,
            businessAccountId: null,
            accessToken: null,
            appSecret: null,
            verifyToken: null,
          },
          webhook: null,
          stopWords: defaultStopWords,
          startWords: defaultStartWords,
          defaults: { status: null, source: null, assignedTo: null },
          limits: defaultLimits,
          staff: [],
          groups: [],
          statuses: [],
          sources: [],
          mediaKey: account.mediaKey,
        });
        expect(await some(accounts.byId(account.id))).to.deep.equal(account);
        expect(await whole(accounts.list)).to.deep.equal([account]);
      }),
    );

    it(
      'has none where none was made',
      test(async ({ accounts }) => {
        expect(await whole(accounts.list)).to.deep.equal([]);
        await none(accounts.byId(NOBODY));
        await none(accounts.change(NOBODY, { name: 'x' }));
        await none(accounts.addEntry(NOBODY, 'staff', 'x'));
        expect(await whole(accounts.list)).to.deep.equal([]);
      }),
    );

    it(
      'gives different ids and media keys to accounts that are made at once, and lists them by id',
      test(async ({ accounts }) => {
        const made = await Promise.all(
          times(20, (index) => right(accounts.create({ name: `n${index}`, demo: index === 3 }))),
        );
        expect(new Set(made.map(({ id }) => id)).size).to.equal(20);
        expect(new Set(made.map(({ mediaKey }) => mediaKey)).size).to.equal(20);
        const listed = await whole(accounts.list);
        expect(listed).to.deep.equal([...made].sort((a, b) => a.id - b.id));
        expect(listed.filter(({ demo }) => demo)).to.have.length(1);
      }),
    );

    it(
      'keeps all that is changed, and what is not mentioned as it was',
      test(async ({ accounts }) => {
        const made = await right(accounts.create({ name: 'Acme', demo: false }));
        const full = await some(accounts.change(made.id, everything));
        expect(full).to.deep.equal({ ...made, ...everything });
        expect(await some(accounts.byId(made.id))).to.deep.equal(full);

        const some1 = {
          whatsapp: { appSecret: null },
          defaults: { source: 9 },
          limits: { contacts: -1 },
          webhook: null,
        };
        const changed = await some(accounts.change(made.id, some1));
        expect(changed).to.deep.equal({
          ...full,
          whatsapp: { ...full.whatsapp, appSecret: null },
          defaults: { ...full.defaults, source: 9 },
          limits: { ...full.limits, contacts: -1 },
          webhook: null,
        });
        expect(await some(accounts.change(made.id, {}))).to.deep.equal(changed);
        expect(await some(accounts.byId(made.id))).to.deep.equal(changed);
      }),
    );

    it(
      'loses none of the changes that are made at once',
      test(async ({ accounts }) => {
        const { id } = await right(accounts.create({ name: 'Acme', demo: false }));
        await Promise.all([
          right(accounts.change(id, { limits: { contacts: 5 } })),
          right(accounts.change(id, { limits: { conversations: 6 } })),
          right(accounts.change(id, { whatsapp: { appSecret: 's' } })),
          right(accounts.addEntry(id, 'staff', 'Alex')),
          right(accounts.change(id, { name: 'Renamed' })),
        ]);
        expect(await some(accounts.byId(id))).to.deep.include({
          name: 'Renamed',
          limits: { contacts: 5, conversations: 6, apiCallsPerMinute: 60 },
          staff: [{ id: 1, name: 'Alex' }],
        });
      }),
    );

    it(
      'lets a phone number id belong to one account only, until that gives it up',
      test(async ({ accounts }) => {
        const [one, two] = [
          await right(accounts.create({ name: 'one', demo: false })),
          await right(accounts.create({ name: 'two', demo: false })),
        ];
        const take = { name: 'taken', whatsapp: { phoneNumberId: '1001' } };
        await right(accounts.change(one.id, take));
        expect(await left(accounts.change(two.id, take))).to.deep.equal({ _tag: 'PhoneNumberIdTaken' });
        expect(await some(accounts.byId(two.id))).to.deep.equal(two);
        await right(accounts.change(one.id, take));

        await right(accounts.change(one.id, { whatsapp: { phoneNumberId: '1003' } }));
        await right(accounts.change(two.id, take));
        expect(await left(accounts.change(one.id, take))).to.include({ _tag: 'PhoneNumberIdTaken' });
        await right(accounts.change(two.id, { whatsapp: { phoneNumberId: null } }));
        await right(accounts.change(one.id, take));
      }),
    );

    it(
      'gives a phone number id that many accounts want at once to exactly one',
      test(async ({ accounts }) => {
        const made = await Promise.all(times(20, () => right(accounts.create({ name: 'x', demo: false }))));
        const results = await Promise.all(
          made.map(({ id }) => accounts.change(id, { whatsapp: { phoneNumberId: '1001' } })()),
        );
        expect(rights(results)).to.have.length(1);
        expect(lefts(results).every(({ _tag }) => _tag === 'PhoneNumberIdTaken')).to.equal(true);
        const holders = (await whole(accounts.list)).filter(({ whatsapp }) => whatsapp.phoneNumberId === '1001');
        expect(holders).to.have.length(1);
      }),
    );

    for (const directory of directories) {
      it(
        `numbers the ${directory} of an account from 1 on, also those that are added at once`,
        test(async ({ accounts }) => {
          const { id } = await right(accounts.create({ name: 'Acme', demo: false }));
          const other = await right(accounts.create({ name: 'Other', demo: false }));
          expect(await some(accounts.addEntry(id, directory, 'Zoë'))).to.deep.equal({ id: 1, name: 'Zoë' });
          const added = await Promise.all(times(10, (index) => some(accounts.addEntry(id, directory, `e${index}`))));
          expect(added.map((entry) => entry.id).sort((a, b) => a - b)).to.deep.equal(times(10, (index) => index + 2));
          const account = await some(accounts.byId(id));
          expect([...account[directory]].sort((a, b) => a.id - b.id)).to.deep.equal([
            { id: 1, name: 'Zoë' },
            ...[...added].sort((a, b) => a.id - b.id),
          ]);
          for (const rest of directories) if (rest !== directory) expect(account[rest]).to.deep.equal([]);
          expect(await some(accounts.byId(other.id))).to.deep.equal(other);
        }),
      );
    }
  });
};
