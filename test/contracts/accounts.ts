import { expect } from 'chai';
import {
  type Account,
  type AccountChanges,
  type AccountId,
  defaultLimits,
  defaultStartWords,
  defaultStopWords,
  directories,
  type WhatsAppSettings,
} from '../../src/domain/model/account/account.js';
import { soundHealth } from '../../src/domain/model/account/health.js';
import { type Accounts, type AppSecret, type Page } from '../../src/domain/ports/accounts.js';
import { type Listing, type Stored } from '../../src/domain/ports/store.js';
import {
  allAtOnce,
  left,
  lefts,
  NOBODY,
  none,
  on,
  type Open,
  right,
  rights,
  some,
  times,
  whole,
  NOW,
} from './support.js';

const everything: AccountChanges = {
  name: 'Acmé 🙂',
  whatsapp: {
    phoneNumberId: '1001',
    businessAccountId: '2002',
    accessToken: 'EAAG-access',
    appSecret: 'app-secret',
    verifyToken: 'verify-token',
  },
  stopWords: ['STOP', 'ARRÊT'],
  startWords: [],
  defaults: { status: 1, source: 2, assignedTo: 3 },
  limits: { contacts: 10, conversations: 0, apiCallsPerMinute: -1 },
};

/** A store for these tests, whose records a test may damage. */
export interface AccountsStage {
  readonly accounts: Accounts;
  readonly damageAccount: (id: AccountId) => Promise<void>;
}

/** The ids of the accounts in a list, in its order. */
const idsOf = async (listing: Stored<Listing<Account>>): Promise<readonly number[]> =>
  (await whole(listing)).map(({ id }) => id);

/** What the port `Accounts` promises. */
export const accountsContract = (name: string, open: Open<AccountsStage>): void => {
  const test = on(open);

  describe(`Accounts: ${name}`, () => {
    it(
      'makes an account with default limits and words, two keys and nothing else',
      test(async ({ accounts }) => {
        const account = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
        expect(account.id).to.be.above(0);
        for (const key of [account.mediaKey, account.consentKey]) expect(key).to.match(/^[A-Za-z0-9_-]{43}$/);
        expect(account.consentKey).not.to.equal(account.mediaKey);
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
          formerPhoneNumberIds: [],
          stopWords: defaultStopWords,
          startWords: defaultStartWords,
          defaults: { status: null, source: null, assignedTo: null },
          limits: defaultLimits,
          staff: [],
          groups: [],
          statuses: [],
          sources: [],
          health: { problems: [{ reason: 'not_configured', since: NOW, code: null }], refusedSignatures: null },
          consentKey: account.consentKey,
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
        await none(accounts.change(NOBODY, { name: 'x' }, NOW));
        await none(accounts.addEntry(NOBODY, 'staff', 'x'));
        expect(await whole(accounts.list)).to.deep.equal([]);
      }),
    );

    it(
      'gives different ids and media keys to accounts that are made at once, and lists them by id',
      test(async ({ accounts }) => {
        const made = await Promise.all(
          times(20, (index) => right(accounts.create({ name: `n${index}`, demo: index === 3 }, NOW))),
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
        const made = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
        const full = await some(accounts.change(made.id, everything, NOW));
        expect(full).to.deep.equal({ ...made, ...everything, health: soundHealth });
        expect(await some(accounts.byId(made.id))).to.deep.equal(full);

        const some1 = {
          whatsapp: { appSecret: null },
          defaults: { source: 9 },
          limits: { contacts: -1 },
        };
        const changed = await some(accounts.change(made.id, some1, NOW));
        expect(changed).to.deep.equal({
          ...full,
          whatsapp: { ...full.whatsapp, appSecret: null },
          defaults: { ...full.defaults, source: 9 },
          limits: { ...full.limits, contacts: -1 },
        });
        expect(await some(accounts.change(made.id, {}, NOW))).to.deep.equal(changed);
        expect(await some(accounts.byId(made.id))).to.deep.equal(changed);
      }),
    );

    it(
      'loses none of the changes that are made at once',
      test(async ({ accounts }) => {
        const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
        await Promise.all([
          right(accounts.change(id, { limits: { contacts: 5 } }, NOW)),
          right(accounts.change(id, { limits: { conversations: 6 } }, NOW)),
          right(accounts.change(id, { whatsapp: { appSecret: 's' } }, NOW)),
          right(accounts.addEntry(id, 'staff', 'Alex')),
          right(accounts.change(id, { name: 'Renamed' }, NOW)),
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
          await right(accounts.create({ name: 'one', demo: false }, NOW)),
          await right(accounts.create({ name: 'two', demo: false }, NOW)),
        ];
        const take = { name: 'taken', whatsapp: { phoneNumberId: '1001' } };
        await right(accounts.change(one.id, take, NOW));
        expect(await left(accounts.change(two.id, take, NOW))).to.deep.equal({ _tag: 'PhoneNumberIdTaken' });
        expect(await some(accounts.byId(two.id))).to.deep.equal(two);
        await right(accounts.change(one.id, take, NOW));

        await right(accounts.change(one.id, { whatsapp: { phoneNumberId: '1003' } }, NOW));
        await right(accounts.change(two.id, take, NOW));
        expect(await left(accounts.change(one.id, take, NOW))).to.include({ _tag: 'PhoneNumberIdTaken' });
        await right(accounts.change(two.id, { whatsapp: { phoneNumberId: null } }, NOW));
        await right(accounts.change(one.id, take, NOW));
      }),
    );

    it(
      'gives a phone number id that many accounts want at once to exactly one',
      test(async ({ accounts }) => {
        const made = await Promise.all(times(20, () => right(accounts.create({ name: 'x', demo: false }, NOW))));
        const results = await Promise.all(
          made.map(({ id }) => accounts.change(id, { whatsapp: { phoneNumberId: '1001' } }, NOW)()),
        );
        expect(rights(results)).to.have.length(1);
        expect(lefts(results).every(({ _tag }) => _tag === 'PhoneNumberIdTaken')).to.equal(true);
        const holders = (await whole(accounts.list)).filter(({ whatsapp }) => whatsapp.phoneNumberId === '1001');
        expect(holders).to.have.length(1);
      }),
    );

    const make = async (accounts: Accounts, whatsapp: Partial<WhatsAppSettings>): Promise<Account> => {
      const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
      return some(accounts.change(id, { whatsapp }, NOW));
    };

    it(
      'finds accounts by their phone number ids, as they are, lowest id first',
      test(async ({ accounts }) => {
        const [one, two] = [
          await make(accounts, { phoneNumberId: '102' }),
          await make(accounts, { phoneNumberId: '101' }),
        ];
        await make(accounts, {});
        expect(await whole(accounts.byPhoneNumberIds(['101', '102', '103', '101']))).to.deep.equal([one, two]);
        expect(await whole(accounts.byPhoneNumberIds(['101']))).to.deep.equal([two]);
        for (const ids of [[], ['1'], ['1010'], [''], ['null'], [`account:${one.id}`], ['__proto__']])
          expect(await whole(accounts.byPhoneNumberIds(ids))).to.deep.equal([]);
      }),
    );

    it(
      'finds accounts by the phone number ids that they had before, the latest eight',
      test(async ({ accounts }) => {
        const { id } = await make(accounts, {});
        const other = await make(accounts, { phoneNumberId: '110' });
        const took = async (phoneNumberId: string | null) =>
          some(accounts.change(id, { whatsapp: { phoneNumberId } }, NOW));
        for (const number of times(10, (index) => String(101 + index)).filter((one) => one !== '110'))
          await took(number);
        const moved = await took('120');
        expect(moved.formerPhoneNumberIds).to.deep.equal(['109', '108', '107', '106', '105', '104', '103', '102']);
        for (const number of [...moved.formerPhoneNumberIds, '120'])
          expect(await whole(accounts.byPhoneNumberIds([number])), number).to.deep.equal([moved]);
        expect(await whole(accounts.byPhoneNumberIds(['101']))).to.deep.equal([]);
        expect(await whole(accounts.byPhoneNumberIds(['110', '109', '120']))).to.deep.equal([moved, other]);
        expect((await took('109')).formerPhoneNumberIds).to.deep.equal([
          ...['120', '108', '107', '106', '105', '104', '103', '102'],
        ]);
        expect((await took(null)).formerPhoneNumberIds.slice(0, 2)).to.deep.equal(['109', '120']);
        expect((await some(accounts.change(id, { name: 'Else' }, NOW))).formerPhoneNumberIds).to.have.length(8);
      }),
    );

    it(
      'finds all accounts of a business account, each once, lowest id first',
      test(async ({ accounts }) => {
        const made = [];
        for (const businessAccountId of ['900', '800', '900', null])
          made.push(await make(accounts, { businessAccountId }));
        const [one, two, three] = made as [Account, Account, Account];
        expect(await whole(accounts.byBusinessAccountIds(['900'], allAtOnce))).to.deep.equal([one, three]);
        expect(await whole(accounts.byBusinessAccountIds(['900', '800', '900'], allAtOnce))).to.deep.equal([
          one,
          two,
          three,
        ]);
        for (const ids of [[], ['90'], ['9000'], [''], ['null']])
          expect(await whole(accounts.byBusinessAccountIds(ids, allAtOnce))).to.deep.equal([]);
      }),
    );

    it(
      'gives the accounts of business accounts page by page, in the same order',
      test(async ({ accounts, damageAccount }) => {
        const ids = [];
        for (const businessAccountId of ['900', '800', '700', '800', '900', '900'])
          ids.push((await make(accounts, { businessAccountId })).id);
        const [one, two, , four, five, six] = ids as AccountId[] & { length: 6 };
        const pageOf = async (after: AccountId | null, limit: number) => {
          const { items, damaged, next } = await right(accounts.byBusinessAccountIds(['900', '800'], { after, limit }));
          return { ids: items.map(({ id }) => id), damaged: damaged.length, next };
        };
        expect(await pageOf(null, 2)).to.deep.equal({ ids: [one, two], damaged: 0, next: two });
        expect(await pageOf(two as AccountId, 2)).to.deep.equal({ ids: [four, five], damaged: 0, next: five });
        expect(await pageOf(five as AccountId, 2)).to.deep.equal({ ids: [six], damaged: 0, next: null });
        expect(await pageOf(null, 5)).to.deep.equal({ ids: [one, two, four, five, six], damaged: 0, next: null });
        await damageAccount(two as AccountId);
        expect(await pageOf(null, 2)).to.deep.equal({ ids: [one], damaged: 1, next: two });
      }),
    );

    it(
      'finds accounts by their ids, each once, lowest id first',
      test(async ({ accounts }) => {
        const [one, two, three] = [await make(accounts, {}), await make(accounts, {}), await make(accounts, {})];
        const ids = [three.id, one.id, NOBODY, one.id, 1e15 as AccountId];
        expect(await whole(accounts.byIds(ids))).to.deep.equal([one, three]);
        expect(await whole(accounts.byIds([two.id]))).to.deep.equal([two]);
        expect(await whole(accounts.byIds([]))).to.deep.equal([]);
      }),
    );

    it(
      'gives all app secrets page by page, lowest id first',
      test(async ({ accounts }) => {
        expect(await right(accounts.appSecrets(allAtOnce))).to.deep.equal({ items: [], damaged: [], next: null });
        const secrets = ['Größe 🙂', null, 'one', 'one', 'two'];
        const made: AppSecret[] = [];
        for (const secret of secrets)
          made.push({ accountId: (await make(accounts, { appSecret: secret })).id, secret });
        expect(await right(accounts.appSecrets(allAtOnce))).to.deep.equal({ items: made, damaged: [], next: null });
        const walked: AppSecret[] = [];
        let after: AccountId | null = null;
        do {
          const page: Page<AppSecret> = await right(accounts.appSecrets({ after, limit: 2 }));
          expect(page.items).to.have.length.within(1, 2);
          walked.push(...page.items);
          after = page.next;
        } while (after !== null);
        expect(walked).to.deep.equal(made);
        expect((await right(accounts.appSecrets({ after: null, limit: 5 }))).next).to.equal(null);
        await some(accounts.change((made[0] as AppSecret).accountId, { whatsapp: { appSecret: 'new' } }, NOW));
        expect((await right(accounts.appSecrets(allAtOnce))).items[0]).to.include({ secret: 'new' });
      }),
    );

    it(
      'takes any number of ids at once',
      test(async ({ accounts }) => {
        const { id } = await make(accounts, { phoneNumberId: '7', businessAccountId: '8' });
        const many = times(10_000, String);
        expect(await idsOf(accounts.byPhoneNumberIds(many))).to.deep.equal([id]);
        expect(await idsOf(accounts.byBusinessAccountIds(many, allAtOnce))).to.deep.equal([id]);
      }),
    );

    it(
      'knows the verify token of each account, and no other text',
      test(async ({ accounts }) => {
        await make(accounts, { verifyToken: 'va' });
        await make(accounts, { verifyToken: 'Größe 🙂' });
        await make(accounts, {});
        for (const token of ['va', 'Größe 🙂']) expect(await right(accounts.hasVerifyToken(token))).to.equal(true);
        for (const token of ['', 'v', 'VA', 'va ', 'null', 'none:3', '$ne', 'x'.repeat(100_000)])
          expect(await right(accounts.hasVerifyToken(token))).to.equal(false);
      }),
    );

    it(
      'finds an account by what it now has at once, and of what it had by its number only',
      test(async ({ accounts }) => {
        const { id } = await make(accounts, { phoneNumberId: '101', businessAccountId: '900', verifyToken: 'old' });
        await some(accounts.change(id, { name: 'Renamed' }, NOW));
        await some(accounts.addEntry(id, 'staff', 'Alex'));
        expect(await idsOf(accounts.byPhoneNumberIds(['101']))).to.deep.equal([id]);
        expect(await right(accounts.hasVerifyToken('old'))).to.equal(true);

        await some(
          accounts.change(
            id,
            { whatsapp: { phoneNumberId: '102', businessAccountId: '901', verifyToken: 'new' } },
            NOW,
          ),
        );
        expect(await idsOf(accounts.byPhoneNumberIds(['101']))).to.deep.equal([id]);
        expect(await idsOf(accounts.byPhoneNumberIds(['102']))).to.deep.equal([id]);
        expect(await idsOf(accounts.byBusinessAccountIds(['900'], allAtOnce))).to.deep.equal([]);
        expect(await idsOf(accounts.byBusinessAccountIds(['901'], allAtOnce))).to.deep.equal([id]);
        expect(await right(accounts.hasVerifyToken('old'))).to.equal(false);
        expect(await right(accounts.hasVerifyToken('new'))).to.equal(true);

        await some(
          accounts.change(id, { whatsapp: { phoneNumberId: null, businessAccountId: null, verifyToken: null } }, NOW),
        );
        expect((await some(accounts.byId(id))).whatsapp.phoneNumberId).to.equal(null);
        expect(await idsOf(accounts.byBusinessAccountIds(['901'], allAtOnce))).to.deep.equal([]);
        expect(await right(accounts.hasVerifyToken('new'))).to.equal(false);
      }),
    );

    it(
      'knows a verify token that two accounts share until both have given it up',
      test(async ({ accounts }) => {
        const [one, two] = [await make(accounts, { verifyToken: 'v' }), await make(accounts, { verifyToken: 'v' })];
        await some(accounts.change(one.id, { whatsapp: { verifyToken: null } }, NOW));
        expect(await right(accounts.hasVerifyToken('v'))).to.equal(true);
        await some(accounts.change(two.id, { whatsapp: { verifyToken: 'w' } }, NOW));
        expect(await right(accounts.hasVerifyToken('v'))).to.equal(false);
      }),
    );

    it(
      'finds an account by nothing that it wanted and did not get',
      test(async ({ accounts }) => {
        await make(accounts, { phoneNumberId: '101' });
        const { id } = await make(accounts, { businessAccountId: '900', verifyToken: 'old' });
        const refused = { phoneNumberId: '101', businessAccountId: '901', verifyToken: 'new' };
        expect(await left(accounts.change(id, { whatsapp: refused }, NOW))).to.include({ _tag: 'PhoneNumberIdTaken' });
        expect(await idsOf(accounts.byBusinessAccountIds(['900', '901'], allAtOnce))).to.deep.equal([id]);
        expect(await idsOf(accounts.byBusinessAccountIds(['901'], allAtOnce))).to.deep.equal([]);
        expect(await right(accounts.hasVerifyToken('new'))).to.equal(false);
        expect(await right(accounts.hasVerifyToken('old'))).to.equal(true);
      }),
    );

    it(
      'finds an account by one of the values that are set at once',
      test(async ({ accounts }) => {
        const { id } = await make(accounts, {});
        const values = times(10, (index) => String(index));
        await Promise.all(
          values.map((value) =>
            right(accounts.change(id, { whatsapp: { businessAccountId: value, verifyToken: value } }, NOW)),
          ),
        );
        const { whatsapp } = await some(accounts.byId(id));
        for (const value of values) {
          const isIts = value === whatsapp.businessAccountId;
          expect(await idsOf(accounts.byBusinessAccountIds([value], allAtOnce))).to.deep.equal(isIts ? [id] : []);
          expect(await right(accounts.hasVerifyToken(value))).to.equal(value === whatsapp.verifyToken);
        }
      }),
    );

    it(
      'leaves a damaged account out of every list, names it, and serves the others',
      test(async ({ accounts, damageAccount }) => {
        const whatsapp = { businessAccountId: '900', verifyToken: 'v' };
        const one = await make(accounts, { ...whatsapp, phoneNumberId: '101' });
        const two = await make(accounts, { ...whatsapp, phoneNumberId: '102', verifyToken: 'of two' });
        const three = await make(accounts, { ...whatsapp, phoneNumberId: '103' });
        await damageAccount(two.id);
        for (const listing of [
          accounts.list,
          accounts.byPhoneNumberIds(['103', '102', '101']),
          accounts.byBusinessAccountIds(['900'], allAtOnce),
          accounts.byIds([three.id, two.id, one.id]),
        ]) {
          const { items, damaged } = await right(listing);
          expect(items).to.deep.equal([one, three]);
          expect(damaged).to.have.length(1);
          expect(damaged[0]?.what)
            .to.match(new RegExp(`\\b${two.id}\\b`))
            .and.match(/accounts/)
            .and.not.match(/of two/);
          expect(damaged[0]?.cause).to.be.instanceOf(Error);
        }
        expect(await whole(accounts.byPhoneNumberIds(['101']))).to.deep.equal([one]);
        expect(await right(accounts.hasVerifyToken('v'))).to.equal(true);
        expect(await some(accounts.byId(one.id))).to.deep.equal(one);
        await some(accounts.change(three.id, { name: 'goes on' }, NOW));
        for (const needed of [accounts.byId(two.id), accounts.change(two.id, { name: 'x' }, NOW)])
          expect(await Promise.resolve(needed()).catch((error: unknown) => error)).to.be.instanceOf(Error);
        expect((await right(accounts.create({ name: 'new', demo: false }, NOW))).id).to.be.above(three.id);
      }),
    );

    for (const directory of directories) {
      it(
        `numbers the ${directory} of an account from 1 on, also those that are added at once`,
        test(async ({ accounts }) => {
          const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
          const other = await right(accounts.create({ name: 'Other', demo: false }, NOW));
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
