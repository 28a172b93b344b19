import { expect } from 'chai';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postcard } from '../support/cli.js';
import { postcardHere, postcardJsonHere } from './in-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('the command line', () => {
  let dir: TempDir;
  let settings: Record<string, string>;

  beforeEach(async () => {
    dir = await makeTempDir();
    settings = { DATA_DIR: dir.path };
  });
  afterEach(() => dir.remove());

  const json = (...words: string[]) => postcardJsonHere(settings, ...words) as Promise<Record<string, unknown>>;
  const run = (...words: string[]) => postcardHere(settings, ...words);
  const acme = () => json('account', 'create', '--name', 'Acme');

  it('makes an account, says what it is, and never shows its secrets', async () => {
    expect(await acme()).to.deep.include({ account_id: 1, name: 'Acme', phone_number_id: null, lead_status: null });
    expect(await json('status', 'create', '--account', '1', '--name', 'New')).to.deep.equal({ id: 1, name: 'New' });
    expect(await json('source', 'create', '--account', '1', '--name', 'API')).to.deep.equal({ id: 1, name: 'API' });
    const set = await json(
      ...['account', 'set', '1', '--phone-number-id', '1234567890', '--access-token', 'EAAGsecret'],
      ...['--lead-status', '1', '--lead-source', '1', '--limit', 'contacts=100', '--limit', 'api_calls_per_minute=-1'],
    );
    expect(set).to.deep.include({ phone_number_id: '1234567890', has_access_token: true, lead_status: 1 });
    expect(set['limits']).to.deep.equal({ contacts: 100, conversations: -1, api_calls_per_minute: -1 });
    expect(JSON.stringify(await json('account', 'show', '1'))).not.to.contain('EAAGsecret');
    expect(await json('account', 'list')).to.deep.equal([
      { account_id: 1, name: 'Acme', phone_number_id: '1234567890' },
    ]);
  });

  it('shows what an account uses, and whether it can send and why not', async () => {
    await acme();
    const shown = await json('account', 'show', '1');
    expect(shown).to.have.all.keys(
      ...['account_id', 'name', 'phone_number_id', 'business_account_id', 'limits', 'usage', 'health'],
      ...['has_access_token', 'has_app_secret', 'has_verify_token', 'lead_status', 'lead_source', 'lead_assigned_to'],
      ...['stop_words', 'start_words'],
    );
    expect(shown['usage']).to.deep.include({ contacts: 0, conversations: 0 });
    expect(shown['health']).to.deep.include({ can_send: false, last_sent_at: null, refused_signatures: null });
    const problem = /^problem: not_configured +The account has no WhatsApp phone number id or no access token\./m;
    const { stdout } = await run('account', 'show', '1');
    expect(stdout)
      .to.match(/^can_send +no$/m)
      .and.to.match(problem);

    await json('account', 'set', '1', '--phone-number-id', '1234567890', '--access-token', 'EAAGsecret');
    expect((await json('account', 'show', '1'))['health']).to.deep.include({ can_send: true, problems: [] });
    expect((await run('account', 'show', '1')).stdout)
      .to.match(/^can_send +yes$/m)
      .and.not.to.contain('problem');
  });

  it('names what replaces the webhook URL of an account', async () => {
    await acme();
    for (const words of [['--webhook-url', 'https://example.com/hook'], ['--rotate-webhook-secret']]) {
      const refused = await run('account', 'set', '1', '--name', 'Other', ...words);
      expect(refused).to.deep.include({ code: 2, stdout: '' });
      expect(refused.stderr).to.contain('postcard webhook create --account 1 --url');
    }
    expect(await json('account', 'show', '1')).to.deep.include({ name: 'Acme' });
    expect((await run('account', 'set', '--help')).stdout).not.to.contain('webhook-url');
  });

  it('gives a phone number id to one account only', async () => {
    await acme();
    await json('account', 'create', '--name', 'Other');
    await json('account', 'set', '1', '--phone-number-id', '77');
    const second = await run('account', 'set', '2', '--phone-number-id', '77');
    expect(second).to.deep.include({ code: 1, stdout: '' });
    expect(second.stderr).to.contain('Another account');
  });

  it('shows a token once, keeps its hash only, lists and revokes it', async () => {
    await acme();
    const made = await json(
      ...['token', 'create', '--account', '1', '--name', 'ci', '--scope', 'messages:send', '--expires', '30d'],
    );
    const secret = String(made['token']);
    expect(secret).to.match(/^pc_[A-Za-z0-9_-]{43}$/);
    expect(made).to.deep.include({ last_four: secret.slice(-4), scopes: ['messages:send'], revoked_at: null });
    const [listed] = (await json('token', 'list', '--account', '1')) as unknown as Record<string, unknown>[];
    expect(listed).not.to.have.property('token');
    for (const name of await readdir(dir.path, { recursive: true, withFileTypes: true }))
      if (name.isFile()) expect((await readFile(join(name.parentPath, name.name))).includes(secret)).to.equal(false);
    const revoked = await json('token', 'revoke', String(made['token_id']));
    expect(revoked['revoked_at']).to.be.a('string');
    expect(await json('token', 'revoke', String(made['token_id']))).to.deep.equal(revoked);
  });

  it('keeps contacts, opts them out and in', async () => {
    await acme();
    expect((await run('contact', 'create', '--account', '1', '--phone', '+14155550123')).stderr).to.contain(
      'no default status',
    );
    for (const list of ['status', 'source']) await json(list, 'create', '--account', '1', '--name', 'x');
    await json('account', 'set', '1', '--lead-status', '1', '--lead-source', '1');
    const made = await json(
      ...['contact', 'create', '--account', '1', '--phone', '+1 415 555 0123', '--firstname', 'Ada'],
    );
    expect(made).to.deep.include({ contact_id: 1, chat_id: 1, phone: '14155550123', firstname: 'Ada' });
    expect((await json('contact', 'opt-out', '1', '--account', '1'))['opted_out_at']).to.be.a('string');
    expect((await json('contact', 'opt-in', '1', '--account', '1'))['opted_out_at']).to.equal(null);
    expect((await run('contact', 'show', '9', '--account', '1')).code).to.equal(1);
  });

  it('opts a person out under every spelling of their number, also the one that comes later', async () => {
    await acme();
    for (const list of ['status', 'source']) await json(list, 'create', '--account', '1', '--name', 'x');
    await json('account', 'set', '1', '--lead-status', '1', '--lead-source', '1');
    await json('contact', 'create', '--account', '1', '--phone', '+55 11 98765-4321');
    const { opted_out_at: since } = await json('contact', 'opt-out', '1', '--account', '1');
    const file = join(dir.path, 'people.csv');
    await writeFile(file, 'phone\n551187654321\n+14155550124\n');
    expect(await json('contact', 'import', file, '--account', '1')).to.include({ created: 2 });
    const listed = (await json('contact', 'list', '--account', '1')) as unknown as Record<string, unknown>[];
    expect(listed.map(({ opted_out_at: at }) => at)).to.deep.equal([since, since, null]);
    await json('contact', 'opt-in', '2', '--account', '1');
    expect((await json('contact', 'show', '1', '--account', '1'))['opted_out_at']).to.equal(null);
  });

  it('imports a CSV file, row by row, and tells the rows it refuses', async () => {
    await acme();
    for (const list of ['status', 'source']) await json(list, 'create', '--account', '1', '--name', 'x');
    await json('account', 'set', '1', '--lead-status', '1', '--lead-source', '1');
    const file = join(dir.path, 'people.csv');
    const rows = ['\ufeffphone,firstname,email', '+14155550123,"Ada, née Byron",ada@example.com', '123,X,'];
    await writeFile(file, [...rows, '+14155550124,Zoë,nobody', '+14155550123,Again,'].join('\r\n'));
    const { code, stdout, stderr } = await run('--json', 'contact', 'import', file, '--account', '1');
    expect(JSON.parse(stdout)).to.deep.equal({ created: 1, known: 1, refused: 2 });
    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/line 3: phone/)
      .and.match(/line 4: email/);
    const [first] = (await json('contact', 'list', '--account', '1')) as unknown as Record<string, unknown>[];
    expect(first).to.deep.include({ firstname: 'Ada, née Byron' });
    const spoilt = ['4915112345678.0', '+44 (0)20 7946 0958', '4.91511E+12', '+1/415/5550123', '١٤١٥٥٥٥٠١٢٣'];
    const odd = [...spoilt.map((phone) => `"${phone}",,`), '14155550125,A\0da,', '14155550125,,a\0b@example.com'];
    await writeFile(file, ['phone,firstname,email', ...odd, '\u202a+1\u00a0415\u2011555\u20110126\u202c,,'].join('\n'));
    const { stdout: sums, stderr: told } = await run('--json', 'contact', 'import', file, '--account', '1');
    expect(JSON.parse(sums)).to.deep.equal({ created: 1, known: 0, refused: 7 });
    expect(told.trim().split('\n')).to.deep.equal([
      'line 2: phone must be a whole number: drop the .0 at its end, which a spreadsheet adds',
      'line 3: phone must be written as it is dialled from abroad: leave the (0) out, or its parentheses if the 0 is dialled too',
      'line 4: phone must be written with all its digits: a spreadsheet has shortened it to 4.91511E+12',
      'line 5: phone must have only digits, spaces, dashes and + ( ) . but has "/"',
      'line 6: phone must have only digits, spaces, dashes and + ( ) . but has "١" (U+0661), a digit that is not one of 0 to 9',
      'line 7: firstname must not have control characters',
      'line 8: email must not have control characters or invisible ones',
    ]);
    const create = await run('contact', 'create', '--account', '1', '--phone', '4915112345678.0');
    expect(create.stderr).to.contain('drop the .0 at its end');
    await writeFile(file, 'telephone\n1\n');
    expect((await run('contact', 'import', file, '--account', '1')).stderr).to.contain('unknown columns');
  });

  it('refuses a CSV file that is none, and no more than the rows that are wrong', async () => {
    await acme();
    for (const list of ['status', 'source']) await json(list, 'create', '--account', '1', '--name', 'x');
    await json('account', 'set', '1', '--lead-status', '1', '--lead-source', '1');
    const file = join(dir.path, 'people.csv');
    const importing = (path = file) => run('--json', 'contact', 'import', path, '--account', '1');
    const expectFailure = async (path: string, reason: RegExp) => {
      const { code, stdout, stderr } = await importing(path);
      expect(code, path).to.equal(1);
      expect(JSON.parse(stdout), path).to.have.property('success', false);
      expect(stderr)
        .to.match(reason)
        .and.not.match(/^ +at /m);
    };
    await expectFailure(join(dir.path, 'nothing.csv'), /ENOENT/);
    await writeFile(file, '');
    await expectFailure(file, /column phone/);
    await writeFile(file, Buffer.from('phone,firstname\n+14155550123,Zo\xeb\n', 'latin1'));
    await expectFailure(file, /not UTF-8/);

    await writeFile(file, 'phone,firstname,groups\n+14155550123,Ada,1,2\n+14155550124,Zoë\n');
    const { code, stdout, stderr } = await importing();
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.deep.equal({ created: 1, known: 0, refused: 1 });
    expect(stderr).to.match(/line 2: more cells/);
    const again = await run('contact', 'create', '--account', '1', '--phone', '+14155550124', '--firstname', 'Other');
    expect(again.code).to.equal(0);
    expect(again.stderr).to.contain('already');
  });

  it('tells wrong usage by exit code 2, and does nothing', async () => {
    const wrong = [
      ['account', 'create'],
      ['account', 'show', 'x'],
      ['account', 'set', '1', '--limit', 'messages=1'],
      ['token', 'create', '--account', '1', '--name', 'x', '--scope', 'everything'],
      ['token', 'create', '--account', '1', '--name', 'x', '--scope', 'messages:send', '--expires', 'soon'],
      ['send', '--phone', '1', '--type', 'image'],
      ['send', '--type', 'image', '--file', 'x'],
      ['message', 'list', '--account', 'x'],
      ['message', 'list', '--account', '1', '--limit', '0'],
      ['message', 'list', '--account', '1', '--user-id', '14155550123'],
      ['message', 'list', '--account', '1', '--status', 'lost', '--since', 'soon'],
      ['send', '--phone', '1', '--type', 'sticker', '--file', 'x'],
      ['nonsense'],
    ];
    for (const words of wrong) {
      const { code, stdout, stderr } = await run(...words);
      expect(code, words.join(' ')).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).not.to.equal('');
    }
  });

  it('tells a shell so too', async () => {
    const { code, stdout, stderr } = await postcard(settings, 'account', 'show', 'x');
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(stderr).not.to.equal('');
    const made = await postcard(settings, '--json', 'account', 'create', '--name', 'Acme');
    expect({ ...made, stdout: JSON.parse(made.stdout) as unknown }).to.deep.include({ code: 0, stderr: '' });
    expect((await postcard(settings, 'account', 'show', '9')).code).to.equal(1);
  });

  it('tells wrong settings by exit code 78, all at once', async () => {
    const { code, stderr } = await postcard(
      { ...settings, PORT: 'x', ENCRYPTION_KEY: 'short', FETCH_ALLOWED_HOSTS: 'http://x', LOG_LEVEL: 'loud' },
      ...['account', 'list'],
    );
    expect(code).to.equal(78);
    for (const name of ['PORT', 'ENCRYPTION_KEY', 'FETCH_ALLOWED_HOSTS', 'LOG_LEVEL'])
      expect(stderr).to.match(new RegExp(`^${name}: write |^${name}: `, 'm'));
  });

  it('refuses a store that was encrypted with another key, or with one that is missing', async () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    await postcardJsonHere({ ...settings, ENCRYPTION_KEY: key }, 'account', 'create', '--name', 'Acme');
    const other = Buffer.alloc(32, 8).toString('base64');
    for (const spoilt of [settings, { ...settings, ENCRYPTION_KEY: other }]) {
      const { code, stderr } = await postcardHere(spoilt, 'account', 'list');
      expect(code).to.equal(78);
      expect(stderr).to.contain('ENCRYPTION_KEY');
    }
  });

  it('helps', async () => {
    const { code, stdout } = await postcard(settings, '--help');
    expect(code).to.equal(0);
    for (const name of [
      'serve',
      'account',
      'token',
      'staff',
      'group',
      'status',
      'source',
      'contact',
      'message',
      'send',
      'sandbox',
    ])
      expect(stdout).to.contain(name);
  });
});
