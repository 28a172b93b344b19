import { expect } from 'chai';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postcardHere, postcardJsonHere } from './in-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const USER_ID = 'US.13491208655302741918';

/** What a contact has on the command line, in this order. */
const CONTACT_KEYS = [
  ...['contact_id', 'phone', 'user_id', 'username', 'firstname', 'lastname', 'email', 'country', 'assigned_id'],
  ...['groups', 'status', 'source', 'chat_id', 'wa_id', 'opted_out_at', 'last_inbound_at', 'created_at'],
];

describe('contacts without a number on the command line', () => {
  let dir: TempDir;
  let settings: Record<string, string>;

  const json = (...words: string[]) => postcardJsonHere(settings, ...words) as Promise<Record<string, unknown>>;
  const run = (...words: string[]) => postcardHere(settings, ...words);

  beforeEach(async () => {
    dir = await makeTempDir();
    settings = { DATA_DIR: dir.path };
    await json('account', 'create', '--name', 'Acme');
    for (const list of ['status', 'source']) await json(list, 'create', '--account', '1', '--name', 'x');
    await json('account', 'set', '1', '--lead-status', '1', '--lead-source', '1');
  });
  afterEach(() => dir.remove());

  it('keeps contacts without a number, and completes them', async () => {
    const create = (...words: string[]) => json('contact', 'create', '--account', '1', ...words);
    const made = await create('--user-id', USER_ID, '--firstname', 'Zoë');
    expect(Object.keys(made)).to.deep.equal(CONTACT_KEYS);
    expect(made).to.deep.include({ contact_id: 1, phone: null, user_id: USER_ID, username: null, firstname: 'Zoë' });
    expect(await create('--user-id', USER_ID)).to.deep.equal(made);
    const completed = await create('--user-id', USER_ID, '--phone', '+1 415 555 0123');
    expect(completed).to.deep.equal({ ...made, phone: '14155550123' });
    expect(await create('--phone', '+14155550123')).to.deep.equal(completed);
    expect(await json('contact', 'show', '1', '--account', '1')).to.deep.equal(completed);
    for (const [words, reason] of [
      [['--phone', USER_ID], 'a user id goes into user_id'],
      [['--user-id', '14155550123'], 'a number goes into phone'],
      [['--user-id', 'us.1'], 'user_id must be two capital letters'],
      [['--user-id', `US.${'1'.repeat(129)}`], 'user_id must'],
    ] as const) {
      const { code, stdout, stderr } = await run('contact', 'create', '--account', '1', ...words);
      expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
      expect(stderr).to.contain(reason);
    }
    const neither = await run('contact', 'create', '--account', '1', '--firstname', 'Ada');
    expect(neither.code).to.equal(2);
    expect(neither.stderr).to.contain('--phone').and.contain('--user-id');
    expect(await json('contact', 'list', '--account', '1')).to.deep.equal([completed]);
  });

  it('imports people by number, by user id or by both', async () => {
    const file = join(dir.path, 'people.csv');
    const importing = () => run('--json', 'contact', 'import', file, '--account', '1');
    await writeFile(file, `user_id,firstname\n${USER_ID},Ada\n${USER_ID},Again\nus.1,X\n,Neither\n14155550123,Y\n`);
    const byId = await importing();
    expect(JSON.parse(byId.stdout)).to.deep.equal({ created: 1, known: 1, refused: 3 });
    expect(byId.stderr.trim().split('\n')).to.deep.equal([
      'line 4: user_id must be two capital letters, a dot, maybe ENT., and 1 to 128 letters and digits, like US.13491208655302741918',
      'line 5: phone or user_id is required',
      'line 6: user_id must be a user id like US.13491208655302741918; a number goes into phone',
    ]);
    await writeFile(file, `phone,user_id\n+14155550124,\n,US.2\n+14155550125,US.3\n${USER_ID},US.4\nx,us.5\n,\n`);
    const byBoth = await importing();
    expect(JSON.parse(byBoth.stdout)).to.deep.equal({ created: 3, known: 0, refused: 3 });
    const [exchanged, both, neither] = byBoth.stderr.trim().split('\n');
    expect(exchanged).to.equal('line 5: phone must be a phone number; a user id goes into user_id');
    expect(both).to.match(/^line 6: phone must .*; user_id must be two capital letters/);
    expect(neither).to.equal('line 7: phone or user_id is required');
    const listed = (await json('contact', 'list', '--account', '1')) as unknown as Record<string, unknown>[];
    expect(listed.map(({ phone, user_id }) => [phone, user_id])).to.deep.equal([
      [null, USER_ID],
      ['14155550124', null],
      [null, 'US.2'],
      ['14155550125', 'US.3'],
    ]);
    await writeFile(file, 'firstname,lastname\nAda,B\n');
    const { code, stderr } = await importing();
    expect(code).to.equal(1);
    expect(stderr).to.contain('phone').and.contain('user_id');
  });

  it('says which id a contact did not get, since another contact has it or the contact has another', async () => {
    const create = (...words: string[]) => run('--json', 'contact', 'create', '--account', '1', ...words);
    await create('--phone', '+14155550123');
    await create('--user-id', USER_ID);
    const both = await create('--phone', '+14155550123', '--user-id', USER_ID);
    expect(both.code).to.equal(0);
    expect(JSON.parse(both.stdout)).to.deep.include({ contact_id: 1, phone: '14155550123', user_id: null });
    expect(both.stderr).to.equal(
      'A contact with this phone or user id exists already; its details stay as they are.\n' +
        'Contact 1 did not get this user_id: another contact has it.\n',
    );
    await create('--phone', '+14155550124', '--user-id', 'US.2');
    const other = await create('--phone', '+14155550125', '--user-id', 'US.2');
    expect(JSON.parse(other.stdout)).to.deep.include({ contact_id: 3, phone: '14155550124', user_id: 'US.2' });
    expect(other.stderr).to.contain('Contact 3 did not get this phone: it keeps its own, 14155550124.\n');
    const file = join(dir.path, 'people.csv');
    const rows = [`+14155550123,${USER_ID}`, '+14155550124,US.9', '+14155550124,US.2', '+14155550126,US.6'];
    await writeFile(file, ['phone,user_id', ...rows].join('\n'));
    const imported = await run('--json', 'contact', 'import', file, '--account', '1');
    expect(imported.code).to.equal(0);
    expect(JSON.parse(imported.stdout)).to.deep.equal({ created: 1, known: 3, refused: 0 });
    expect(imported.stderr).to.equal(
      'line 2: Contact 1 did not get this user_id: another contact has it.\n' +
        'line 3: Contact 3 did not get this user_id: it keeps its own, US.2.\n',
    );
  });

  it('opts a person out by the user id, and shows it under every contact of theirs', async () => {
    const create = (...words: string[]) => json('contact', 'create', '--account', '1', ...words);
    await create('--user-id', USER_ID);
    const { opted_out_at: since } = await json('contact', 'opt-out', '1', '--account', '1');
    expect(since).to.be.a('string');
    const completed = await create('--user-id', USER_ID, '--phone', '+14155550123');
    expect(completed).to.include({ contact_id: 1, opted_out_at: since });
    expect((await json('contact', 'opt-in', '1', '--account', '1'))['opted_out_at']).to.equal(null);
  });
});
