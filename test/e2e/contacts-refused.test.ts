import { expect } from 'chai';
import { type Account } from '../../src/domain/model/account/account.js';
import { scopes } from '../../src/domain/model/account/token.js';
import { type Ask, asker, pagesOf } from '../support/ask-contacts.js';
import { call, json } from '../support/http-client.js';
import { answerFaults } from '../support/openapi.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';

const PHONE = '+14155550123';
const NO_CURSOR = { cursor: ['cursor must be the next_cursor of an earlier answer'] };

describe('contacts over REST that are asked for wrongly', () => {
  let world: PostcardWorld;
  let account: Account;
  let token: string;
  let ask: Ask;

  before(async () => {
    world = await startPostcard();
    account = await world.newAccount();
    token = await world.newToken(account.id, scopes);
    ask = asker(world.url, token);
    await ask('POST', '/contacts', { phone: PHONE, firstname: 'Ann', groups: [1] });
  });
  after(() => world.close());

  const unchanged = async (): Promise<void> => {
    const [page] = await pagesOf(ask, '');
    expect(page?.contacts).to.have.length(1);
    expect(page?.contacts[0]).to.deep.include({ phone: '14155550123', firstname: 'Ann', email: null, groups: [1] });
  };

  const member = (name: string) => `${name} is not known here`;

  /** What is wrong with a new contact, and the fields under which it is told. */
  const drafts: readonly (readonly [unknown, readonly string[]])[] = [
    [undefined, ['phone']],
    [{}, ['phone']],
    [{ phone: null, user_id: '' }, ['phone']],
    [{ phone: '123' }, ['phone']],
    [{ phone: 'US.1349' }, ['phone']],
    [{ phone: '4915112345678.0' }, ['phone']],
    [{ phone: ['14155550123'] }, ['phone']],
    [{ phone: { $gt: '' } }, ['phone']],
    [{ user_id: 'us.1' }, ['user_id']],
    [{ user_id: '14155550123' }, ['user_id']],
    [{ phone: 'x', user_id: 'x', firstname: 'x'.repeat(256), email: 'x' }, ['phone', 'user_id', 'firstname', 'email']],
    [{ phone: PHONE, firstname: 'a\u0000b' }, ['firstname']],
    [{ phone: PHONE, lastname: 'a\nb' }, ['lastname']],
    [{ phone: PHONE, lastname: true }, ['lastname']],
    [{ phone: PHONE, lastname: '\ud800' }, ['lastname']],
    [{ phone: PHONE, email: `${'x'.repeat(190)}@b.example` }, ['email']],
    [{ phone: PHONE, country: 'x'.repeat(101) }, ['country']],
    [{ phone: PHONE, assigned_id: 0 }, ['assigned_id']],
    [{ phone: PHONE, assigned_id: 1.5 }, ['assigned_id']],
    [{ phone: PHONE, groups: ['x'] }, ['groups']],
    [{ phone: PHONE, groups: [[1]] }, ['groups']],
    [{ phone: PHONE, groups: { 0: 1 } }, ['groups']],
    [{ phone: PHONE, groups: -1 }, ['groups']],
    [{ phone: PHONE, nickname: 'A', 'contact.email': 'a@b.example' }, ['contact.email', 'nickname']],
    [{ phone: PHONE, contact_id: 1, opted_out_at: null }, ['contact_id', 'opted_out_at']],
    ['{"phone":"+14155550123","__proto__":{"firstname":"x"}}', ['__proto__']],
    ['{"phone":"+14155550123","constructor":1}', ['constructor']],
    // Of a person who is no contact yet.
    [{ phone: '14155550777', groups: [1, 99], assigned_id: 7 }, ['assigned_id', 'groups']],
  ];
  for (const [body, fields] of drafts)
    it(`refuses the new contact ${JSON.stringify(body)?.slice(0, 100) ?? 'that is nothing'}`, async () => {
      const { status, error } = await ask('POST', '/contacts', body);
      expect([status, error.code]).to.deep.equal([422, 'VALIDATION_ERROR']);
      expect(Object.keys(error.details ?? {})).to.deep.equal(fields);
      for (const [field, faults] of Object.entries(error.details ?? {}))
        expect(faults, field).to.satisfy((all: string[]) => all.every((fault) => fault.startsWith(field)));
      await unchanged();
    });

  const changes: readonly (readonly [unknown, readonly string[]])[] = [
    [{ phone: '14155550999' }, ['phone']],
    [{ user_id: null }, ['user_id']],
    [{ firstname: 'Bob', wa_id: '1' }, ['wa_id']],
    [{ firstname: 'x'.repeat(256) }, ['firstname']],
    [{ firstname: 'Bob', groups: [99], assigned_id: 9 }, ['assigned_id', 'groups']],
    [{ firstname: 'Bob', groups: 'a' }, ['groups']],
    [{ firstname: 'Bob', email: 'none' }, ['email']],
    ['{"firstname":"Bob","__proto__":null}', ['__proto__']],
  ];
  for (const [body, fields] of changes)
    it(`refuses the change ${JSON.stringify(body).slice(0, 100)}, and makes none of it`, async () => {
      const { status, error } = await ask('PATCH', '/contacts/1', body);
      expect([status, error.code]).to.deep.equal([422, 'VALIDATION_ERROR']);
      expect(Object.keys(error.details ?? {})).to.deep.equal(fields);
      await unchanged();
    });

  it('says which defaults an account lacks for a new contact, and needs none for one that it has', async () => {
    const bare = await world.newAccount({ defaults: { status: null } });
    const asked = asker(world.url, await world.newToken(bare.id, scopes));
    const { status, error, answer } = await asked('POST', '/contacts', { phone: PHONE });
    expect(status).to.equal(422);
    expect(error.details).to.deep.equal({ missing_config: { lead_status: true } });
    expect(answerFaults('POST', '/contacts', answer)).to.deep.equal([]);
    await world.stores.accounts.change(account.id, { defaults: { source: null } }, Date.now())();
    expect((await ask('POST', '/contacts', { phone: PHONE })).status).to.equal(200);
    await world.stores.accounts.change(account.id, { defaults: { source: 1 } }, Date.now())();
  });

  it('knows no member and no parameter where nothing is to be said', async () => {
    for (const [method, path, body, fields] of [
      ['POST', '/contacts/1/opt-out', { at: 'now' }, ['at']],
      ['POST', '/contacts/1/opt-in', { phone: PHONE, reason: 1 }, ['phone', 'reason']],
      ['POST', '/contacts/1/opt-out?force=1', undefined, ['force']],
      ['GET', '/contacts/1?fields=phone', undefined, ['fields']],
      ['GET', '/contacts?page=2&sort=x', undefined, ['page', 'sort']],
      ['POST', '/contacts?phone=1', { phone: PHONE }, ['phone']],
      ['PATCH', '/contacts/1?x=y', { firstname: 'Bob', z: 1 }, ['z', 'x']],
    ] as const) {
      const { status, error } = await ask(method, path, body);
      expect([status, error.code], path).to.deep.equal([422, 'VALIDATION_ERROR']);
      expect(error.details, path).to.have.all.keys([...fields]);
      for (const field of fields) expect((error.details?.[field] as string[])[0], path).to.contain(member(field));
    }
    await unchanged();
  });

  it('takes no query that is wrong, and tells all its faults', async () => {
    for (const [query, fields] of [
      ['limit=0', ['limit']],
      ['limit=101', ['limit']],
      ['limit=1e1', ['limit']],
      ['limit=5&limit=5', ['limit']],
      ['opted_out=yes&group=0&phone=x&user_id=y', ['opted_out', 'group', 'phone', 'user_id']],
      ['opted_out=TRUE', ['opted_out']],
      ['group=1&group=1', ['group']],
      ['group=%7B%22$gt%22:0%7D', ['group']],
      ['phone=%00', ['phone']],
      ['phone[$ne]=1', ['phone[$ne]']],
      ['__proto__=1', ['__proto__']],
    ] as const) {
      const { status, error } = await ask('GET', `/contacts?${query}`);
      expect(status, query).to.equal(422);
      expect(Object.keys(error.details ?? {}), query).to.have.members(fields);
    }
  });

  it('takes no cursor but its own: none of another account, of another list, or made up', async () => {
    const cursorOf = async (asked: Ask, path: string): Promise<string> =>
      String(((await asked('GET', path)).data as unknown as { next_cursor: string }).next_cursor);
    const filled = async () => {
      const { id } = await world.newAccount();
      const asked = asker(world.url, await world.newToken(id, scopes));
      for (const phone of ['14155550001', '14155550002', '14155550003']) await asked('POST', '/contacts', { phone });
      return asked;
    };
    const [mine, theirs] = [await filled(), await filled()];
    const own = await cursorOf(mine, '/contacts?limit=1');
    expect((await mine('GET', `/contacts?cursor=${own}`)).status).to.equal(200);
    const foreign = await cursorOf(theirs, '/contacts?limit=1');
    expect(foreign).not.to.equal(own);
    const forged = [
      foreign,
      own.toUpperCase(),
      `${own}x`,
      own.slice(0, -1),
      own.replace(/^[^-]*/, '1'),
      own.replace(/^/, '0'),
      'midjixj4-16',
      '3',
      'x',
      '-',
      'NaN-x',
      '%F0%9F%92%A9',
      'a'.repeat(5_000),
    ];
    for (const cursor of forged) {
      const { status, error } = await mine('GET', `/contacts?cursor=${cursor}`);
      expect(status, cursor.slice(0, 60)).to.equal(422);
      expect(error.details).to.deep.equal(NO_CURSOR);
    }
    expect((await mine('GET', `/messages?cursor=${own}`)).status).to.equal(422);
  });

  it('takes no body but a JSON object of at most 64 KiB', async () => {
    const { id } = await world.newAccount();
    const asked = asker(world.url, await world.newToken(id, scopes));
    const post = async (body: string, headers: Record<string, string> = {}) => {
      const { status, error } = await asked('POST', '/contacts', body, headers);
      return [status, error?.code];
    };
    for (const body of ['[]', '"x"', '1', 'null', 'true', '{', '{"phone":}', "{'phone':1}", '\u0001', '{}{}'])
      expect(await post(body), body).to.deep.equal([422, 'VALIDATION_ERROR']);
    for (const [body, fault] of [
      ['{', 'is not valid JSON'],
      ['[]', 'must be a JSON object'],
    ] as const)
      expect((await asked('POST', '/contacts', body)).error?.details, body).to.deep.equal({ body: [fault] });
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    expect(await post(deep)).to.deep.equal([422, 'VALIDATION_ERROR']);
    expect(await post(`{"phone":"${PHONE}","firstname":"${'x'.repeat(65_536)}"}`)).to.deep.equal([
      422,
      'VALIDATION_ERROR',
    ]);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'x', ''])
      expect(await post(`{"phone":"${PHONE}"}`, { 'content-type': type }), type).to.deep.equal([
        415,
        'VALIDATION_ERROR',
      ]);
    expect(await post('{}', { 'content-encoding': 'gzip' })).to.deep.equal([415, 'VALIDATION_ERROR']);
    const latin = await call(world.url, {
      method: 'POST',
      path: '/contacts',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: Buffer.from([...Buffer.from('{"phone":"+14155550155","firstname":"'), 0xe9, 0x22, 0x7d]),
    });
    expect([latin.status, Object.keys((json(latin)['error'] as { details: object }).details)]).to.deep.equal([
      422,
      ['body'],
    ]);
    expect((await asked('GET', '/contacts')).data).to.deep.equal({ contacts: [], next_cursor: null });
    const marked = await asked('POST', '/contacts', `\ufeff{"phone":"${PHONE}"}`);
    expect(marked.status).to.equal(201);
  });

  it('takes no other method on these paths, and names those that it takes', async () => {
    for (const [path, allowed] of [
      ['/contacts', 'GET, HEAD, POST'],
      ['/contacts/1', 'DELETE, GET, HEAD, PATCH'],
      ['/contacts/1/opt-out', 'POST'],
    ] as const) {
      const { status, answer } = await ask('PUT', path);
      expect(status).to.equal(405);
      expect(String(answer.headers['allow']).split(', ').sort().join(', ')).to.equal(allowed);
    }
    for (const path of ['/contacts/', '/contacts/1/', '/Contacts', '/contacts/1/erase', '/contacts/1/opt-out/'])
      expect((await ask('GET', path)).status, path).to.equal(404);
  });
});
