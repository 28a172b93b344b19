import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { newContact, right, times } from '../contracts/support.js';
import { type Ask, asker, pagesOf, type ShownPage } from '../support/ask-contacts.js';
import { optedOutSinceBy } from '../support/consent.js';
import { call } from '../support/http-client.js';
import { makeDatabase, withMongodb } from '../support/mongodb/database.js';
import { answerFaults } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { errorCode, postMedia, sentData } from '../support/send.js';
import { until } from '../support/until.js';

const USER_ID = 'US.13491208655302741918';
const idsOf = (pages: readonly ShownPage[]): number[][] =>
  pages.map(({ contacts }) => contacts.map(({ contact_id: id }) => id));

const suite = (
  store: string,
  open: () => Promise<{ environment: Record<string, string>; drop: () => Promise<void> }>,
) => {
  describe(`contacts over REST, in ${store}`, () => {
    let world: PostcardWorld;
    let drop: () => Promise<void>;
    let account: Account;
    let ask: Ask;
    let people = 0;

    before(async () => {
      const { environment, drop: dropped } = await open();
      drop = dropped;
      world = await startPostcard({ environment, statusDelayMs: 1 });
    });
    beforeEach(async () => {
      account = await world.newAccount();
      ask = asker(world.url, await world.newToken(account.id, ['contacts:read', 'contacts:write', 'messages:send']));
    });
    after(async () => {
      await world.close();
      await drop();
    });

    const newPhone = (): string => `1415557${String(1_000 + (people += 1))}`;
    const make = async (body: object = { phone: newPhone() }) => {
      const { status, data, error } = await ask('POST', '/contacts', body);
      expect(status, JSON.stringify(error)).to.equal(201);
      return data;
    };
    const own = async (path: string, body: object): Promise<void> => {
      const headers = { 'content-type': 'application/json' };
      const answer = await call(world.sandboxUrl, { method: 'POST', path, headers, body: JSON.stringify(body) });
      expect(answer.status, Buffer.from(answer.body).toString('utf8')).to.equal(200);
    };
    const write = (from: string, text: string) =>
      own('/sandbox/inbound', { from, to_phone_number_id: account.whatsapp.phoneNumberId, text });
    const send = async (phone: string) =>
      postMedia(
        { url: world.url, token: await world.newToken(account.id, ['messages:send']) },
        await multipartBody({ media_type: 'image', phone }, { name: 'a.png', bytes: new Uint8Array(sample('png')) }),
      );

    it('are made with everything that is said of them, and shown so', async () => {
      const { status, data, answer } = await ask('POST', '/contacts', {
        phone: ' +1 (415) 555-0123 ',
        user_id: USER_ID,
        firstname: ' Zoë ',
        lastname: '',
        email: 'zoe@example.com',
        country: null,
        groups: [3, 1],
      });
      expect(status).to.equal(201);
      expect(answerFaults('POST', '/contacts', answer)).to.deep.equal([]);
      expect(data).to.deep.include({
        ...{ contact_id: 1, phone: '14155550123', user_id: USER_ID, username: null, firstname: 'Zoë', lastname: null },
        ...{ email: 'zoe@example.com', country: null, assigned_id: null, groups: [1, 3], status: 1, source: 1 },
        ...{ chat_id: 1, wa_id: null, opted_out_at: null, last_inbound_at: null },
      });
      const shown = await ask('GET', '/contacts/1');
      expect(shown.status).to.equal(200);
      expect(shown.data).to.deep.equal(data);
      expect(answerFaults('GET', '/contacts/{contact_id}', shown.answer)).to.deep.equal([]);
      expect(shown.answer.headers).to.include({ 'cache-control': 'no-store' });
    });

    it('are known when they are made again, and stay unchanged', async () => {
      const phone = newPhone();
      const made = await make({ phone, firstname: 'Ann' });
      const again = async (body: object) => {
        const { status, data } = await ask('POST', '/contacts', body);
        return [status, data] as const;
      };
      // Staff and groups are looked up only where a contact is made, as with a send.
      expect(await again({ phone, firstname: 'Other', groups: [99] })).to.deep.equal([200, made]);
      expect(await again({ phone, user_id: USER_ID })).to.deep.equal([200, made]);
      const other = await make({ user_id: USER_ID });
      expect(await again({ phone, user_id: USER_ID })).to.deep.equal([200, made]);
      expect(await again({ phone: newPhone(), user_id: USER_ID })).to.deep.equal([200, other]);
      expect(sentData(await send(phone)).contact_id).to.equal(made.contact_id);
    });

    it('are one where the same person is made by number, by id and by both at once', async () => {
      for (const round of times(4, (index) => index)) {
        const phone = newPhone();
        const both = { phone, user_id: `US.777${round}` };
        const bodies = times(12, (index) => [both, { phone }, both][index % 3]);
        const told = await Promise.all(bodies.map((body) => ask('POST', '/contacts', body)));
        expect(told.filter(({ status }) => status === 201)).to.have.length(1);
        expect(told.filter(({ status }) => status === 200)).to.have.length(11);
        expect(new Set(told.map(({ data }) => data.contact_id)).size).to.equal(1);
      }
      const ids = times(6, (index) => `US.888${index}`);
      const crossing = await Promise.all(
        ids.flatMap((userId) => {
          const phone = newPhone();
          return [{ phone }, { user_id: userId }, { phone, user_id: userId }].map((body) =>
            ask('POST', '/contacts', body),
          );
        }),
      );
      expect(new Set(crossing.map(({ status }) => status))).to.satisfy((all: Set<number>) =>
        [...all].every((status) => status === 200 || status === 201),
      );
      const shown = (await pagesOf(ask, '?limit=100')).flatMap(({ contacts }) => contacts);
      for (const key of ['phone', 'user_id']) {
        const values = shown.flatMap((one) => one[key] ?? []);
        expect(new Set(values).size, key).to.equal(values.length);
      }
    });

    it('are as many as the limit, exactly, of fifty more at once', async () => {
      account = await world.newAccount({ limits: { contacts: 20 } });
      ask = asker(world.url, await world.newToken(account.id, ['contacts:write', 'contacts:read']));
      const told = await Promise.all(times(70, () => ask('POST', '/contacts', { phone: newPhone() })));
      expect(told.filter(({ status }) => status === 201)).to.have.length(20);
      const refused = told.filter(({ status }) => status === 403);
      expect(refused).to.have.length(50);
      for (const { error } of refused)
        expect(error).to.deep.include({
          code: 'FEATURE_LIMIT_EXCEEDED',
          details: { feature: 'contacts', current: 20, maximum: 20 },
        });
      expect(await right(world.stores.contacts.count(account.id))).to.equal(20);
      const known = told.find(({ status }) => status === 201)?.data['phone'];
      expect((await ask('POST', '/contacts', { phone: known })).status).to.equal(200);
    });

    it('are changed in what is said, and in nothing else', async () => {
      const made = await make({ phone: newPhone(), firstname: 'Ann', email: 'a@b.example', groups: [1] });
      const path = `/contacts/${made.contact_id}`;
      const change = async (body?: unknown) => {
        const { status, data, error } = await ask('PATCH', path, body);
        expect(status, JSON.stringify(error)).to.equal(200);
        return data;
      };
      for (const nothing of [undefined, {}, '', ' ', { firstname: ' ', groups: '' }])
        expect(await change(nothing)).to.deep.equal(made);
      expect(await change({ lastname: 'Lee', email: null })).to.deep.equal({ ...made, lastname: 'Lee', email: null });
      expect(await change({ assigned_id: 1, groups: [3, 2, 3] })).to.deep.equal({
        ...{ ...made, lastname: 'Lee', email: null },
        ...{ assigned_id: 1, groups: [2, 3] },
      });
      const { data: shown } = await ask('GET', path);
      expect(shown).to.deep.include({ firstname: 'Ann', lastname: 'Lee', groups: [2, 3] });
      expect(await change({ assigned_id: null, groups: [], lastname: null })).to.deep.equal({
        ...{ ...made, email: null, groups: [] },
      });
      expect(await change({ groups: '2, 1' })).to.deep.include({ groups: [1, 2] });
      expect(await change({ groups: null })).to.deep.include({ groups: [] });
    });

    it('lose no change of two that come at once', async () => {
      const { contact_id: id } = await make();
      await Promise.all(
        times(10, (index) =>
          ask('PATCH', `/contacts/${id}`, index % 2 === 0 ? { firstname: 'Ann' } : { country: 'GB', groups: [1] }),
        ),
      );
      expect((await ask('GET', `/contacts/${id}`)).data).to.deep.include({
        firstname: 'Ann',
        country: 'GB',
        groups: [1],
      });
      expect(idsOf(await pagesOf(ask, '?group=1'))).to.deep.equal([[id]]);
    });

    it('come to one state where the person writes a word while another is said by hand, over and over', async () => {
      const { contact_id: id, phone } = await make();
      for (const [byHand, written] of times(6, (index) =>
        index % 2 === 0 ? ['opt-in', 'STOP'] : ['opt-out', 'START'],
      ))
        await Promise.all([
          ...times(3, () => ask('POST', `/contacts/${id}/${String(byHand)}`)),
          write(String(phone), String(written)),
        ]);
      // The sandbox tells what was written later. What is shown and what is kept are read while neither changes.
      const { shown, since } = await until('the words to have come', async () => {
        const before = await optedOutSinceBy(world.stores, account, String(phone));
        const { data } = await ask('GET', `/contacts/${id}`);
        const after = await optedOutSinceBy(world.stores, account, String(phone));
        return data['last_inbound_at'] !== null && before === after && { shown: data, since: after };
      });
      expect(shown['opted_out_at']).to.equal(since === null ? null : new Date(since).toISOString());
      world.pass(61_000);
      expect((await ask('POST', `/contacts/${id}/opt-out`)).data['opted_out_at']).to.be.a('string');
      expect(errorCode(await send(String(phone)))).to.equal('CONTACT_OPTED_OUT');
    });

    it('opt out and in by hand, any number of times, and keep the time of the first', async () => {
      const { contact_id: id, phone } = await make();
      const say = async (word: string, body?: unknown) => (await ask('POST', `/contacts/${id}/${word}`, body)).data;
      const first = await say('opt-out');
      expect(first['opted_out_at']).to.be.a('string');
      world.pass(5_000);
      expect(await say('opt-out', {})).to.deep.equal(first);
      expect(errorCode(await send(String(phone)))).to.equal('CONTACT_OPTED_OUT');
      expect((await ask('GET', `/contacts/${id}`)).data).to.deep.equal(first);
      world.pass(5_000);
      const back = await say('opt-in');
      expect(back).to.deep.equal({ ...first, opted_out_at: null });
      expect(await say('opt-in')).to.deep.equal(back);
      expect((await send(String(phone))).status).to.equal(200);
    });

    it('are made opted out where the person has said STOP before', async () => {
      const phone = newPhone();
      await write(phone, 'STOP');
      const since = await until(
        'the word to have come',
        async () => (await optedOutSinceBy(world.stores, account, phone)) ?? undefined,
      );
      expect(await make({ phone })).to.include({ phone, opted_out_at: new Date(since).toISOString() });
    });

    it('show when their person last wrote', async () => {
      const { contact_id: id, phone } = await make();
      const began = Math.floor(Date.now() / 1_000) * 1_000;
      await write(String(phone), 'Hello');
      const at = await until('the message to have come', async () => {
        const { data } = await ask('GET', `/contacts/${id}`);
        return (data['last_inbound_at'] as string | null) ?? undefined;
      });
      expect(Date.parse(at)).to.be.within(began, Date.now());
    });

    it('are listed newest first, and found by what they are', async () => {
      const made = [];
      for (const index of times(7, (at) => at))
        made.push(await make({ phone: newPhone(), user_id: `US.99${index}`, groups: index % 2 === 0 ? [1] : [2] }));
      const [first, second] = made;
      await ask('POST', `/contacts/${first?.contact_id}/opt-out`);
      await ask('POST', `/contacts/${second?.contact_id}/opt-out`);
      const list = async (query: string) => idsOf(await pagesOf(ask, query));
      expect(await list('')).to.deep.equal([[7, 6, 5, 4, 3, 2, 1]]);
      expect(await list('?limit=3')).to.deep.equal([[7, 6, 5], [4, 3, 2], [1]]);
      expect(await list('?limit=7')).to.deep.equal([[7, 6, 5, 4, 3, 2, 1]]);
      expect(await list('?group=1&limit=2')).to.deep.equal([
        [7, 5],
        [3, 1],
      ]);
      expect(await list('?group=9')).to.deep.equal([[]]);
      expect(await list('?opted_out=true')).to.deep.equal([[2, 1]]);
      expect(await list('?opted_out=true&group=2')).to.deep.equal([[2]]);
      expect((await list('?opted_out=false&limit=2')).flat()).to.deep.equal([7, 6, 5, 4, 3]);
      expect(await list(`?phone=%2B${String(first?.['phone'])}`)).to.deep.equal([[1]]);
      expect(await list(`?phone=${String(first?.['phone'])}&opted_out=false`)).to.deep.equal([[]]);
      expect(await list('?user_id=US.993')).to.deep.equal([[4]]);
      expect(await list(`?user_id=US.993&phone=${String(first?.['phone'])}`)).to.deep.equal([[]]);
      expect(await list('?user_id=US.993&group=1')).to.deep.equal([[]]);
      expect(await list('?phone=%20&user_id=&opted_out=&group=&limit=&cursor=')).to.deep.equal([[7, 6, 5, 4, 3, 2, 1]]);
      const { answer } = await ask('GET', '/contacts?limit=3');
      expect(answerFaults('GET', '/contacts', answer)).to.deep.equal([]);
    });

    it('that are few among many who have not opted out are found page by page', async () => {
      for (const index of times(520, (at) => at)) {
        const draft = newContact(index);
        await right(world.stores.contacts.findOrCreate(account.id, draft, -1, index));
      }
      for (const id of [5, 6, 300]) await ask('POST', `/contacts/${id}/opt-out`);
      const pages = await pagesOf(ask, '?opted_out=true&limit=2');
      expect(idsOf(pages).flat()).to.deep.equal([300, 6, 5]);
      expect(pages.length).to.be.below(6);
      expect(idsOf(await pagesOf(ask, '?opted_out=true&limit=1')).flat()).to.deep.equal([300, 6, 5]);
      expect(idsOf(await pagesOf(ask, '?opted_out=false&limit=100')).flat()).to.have.length(517);
    });

    it('of another account are not there', async () => {
      const { contact_id: id, phone } = await make({ phone: newPhone(), groups: [1] });
      const other = await world.newAccount();
      const stranger = asker(world.url, await world.newToken(other.id, ['contacts:read', 'contacts:write']));
      for (const [method, path, body] of [
        ['GET', `/contacts/${id}`],
        ['PATCH', `/contacts/${id}`, { firstname: 'Mallory' }],
        ['POST', `/contacts/${id}/opt-out`],
        ['POST', `/contacts/${id}/opt-in`],
      ] as const) {
        const { status, error } = await stranger(method, path, body);
        expect([status, error.code], `${method} ${path}`).to.deep.equal([404, 'NOT_FOUND']);
      }
      for (const query of ['', `?phone=${String(phone)}`, '?group=1', '?opted_out=false'])
        expect(idsOf(await pagesOf(stranger, query))).to.deep.equal([[]]);
      expect((await ask('GET', `/contacts/${id}`)).data).to.include({ firstname: null, opted_out_at: null });
    });

    it('are not there under what is no id', async () => {
      for (const id of [
        '0',
        '-1',
        '1.0',
        '01',
        '1e3',
        'x',
        '%20',
        '__proto__',
        '99999999999999999999',
        '%2e%2e',
        '%00',
      ])
        for (const [method, path] of [
          ['GET', `/contacts/${id}`],
          ['PATCH', `/contacts/${id}`],
          ['POST', `/contacts/${id}/opt-out`],
          ['POST', `/contacts/${id}/opt-in`],
        ] as const) {
          const { status, error } = await ask(method, path, method === 'PATCH' ? { x: 1 } : undefined);
          expect([status, error.code], `${method} ${path}`).to.deep.equal([404, 'NOT_FOUND']);
        }
    });

    it('are closed to a token without the scope', async () => {
      const { contact_id: id } = await make();
      for (const [scope, calls] of [
        [
          'contacts:read',
          [
            ['POST', '/contacts'],
            ['PATCH', `/contacts/${id}`],
            ['POST', `/contacts/${id}/opt-out`],
            ['POST', `/contacts/${id}/opt-in`],
          ],
        ],
        [
          'contacts:write',
          [
            ['GET', '/contacts'],
            ['GET', `/contacts/${id}`],
          ],
        ],
      ] as const) {
        const narrow = asker(world.url, await world.newToken(account.id, [scope, 'messages:read', 'messages:send']));
        for (const [method, path] of calls) {
          // Nothing of the body is looked at before.
          const { status, error } = await narrow(method, path, '{');
          expect([status, error.code], `${method} ${path}`).to.deep.equal([403, 'INSUFFICIENT_SCOPE']);
        }
      }
      expect((await asker(world.url, 'pc_guessed')('GET', '/contacts')).status).to.equal(401);
    });

    it('count against the rate limit, each call', async () => {
      account = await world.newAccount({ limits: { apiCallsPerMinute: 3 } });
      const limited = asker(world.url, await world.newToken(account.id, ['contacts:read', 'contacts:write']));
      const statuses = [];
      for (const [method, path] of [
        ['GET', '/contacts'],
        ['GET', '/contacts/1'],
        ['POST', '/contacts'],
        ['GET', '/contacts'],
        ['PATCH', '/contacts/1'],
      ] as const)
        statuses.push((await limited(method, path)).status);
      expect(statuses).to.deep.equal([200, 404, 422, 429, 429]);
    });
  });
};

suite('LMDB', () => Promise.resolve({ environment: {}, drop: () => Promise.resolve() }));

withMongodb(() => {
  suite('MongoDB', async () => {
    const { url, drop } = await makeDatabase();
    return { environment: { MONGODB_URL: url }, drop };
  });
});
