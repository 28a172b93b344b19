import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { openStores } from '../../../src/app/stores.js';
import { type EventPlace, eventIdAt } from '../../../src/domain/model/event/event-id.js';
import { deliveryIdOf, newDelivery } from '../../../src/domain/model/webhook/delivery.js';
import { type EndpointId } from '../../../src/domain/model/webhook/endpoint.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { listen } from '../../../src/kit/listen.js';
import { NOW, right, times } from '../../contracts/support.js';
import { configOf } from '../../support/service.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';
import { postcardHere, postcardJsonHere } from '../in-process.js';

type Shown = Readonly<Record<string, unknown>>;

const ENDPOINT_KEYS = [
  ...['id', 'url', 'description', 'events', 'enabled', 'disabled_reason', 'disabled_at', 'failing_since'],
  ...['last_success_at', 'old_secret_valid_until', 'created_at', 'updated_at'],
];
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;

describe('postcard webhook', () => {
  let folder: TempDir;
  let receiver: Server;
  let settings: Record<string, string>;
  let url: string;
  let status: number;
  const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];

  before(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        received.push({ headers: request.headers as Record<string, string>, body });
        response.writeHead(status).end('thanks');
      });
    });
    const { port } = await listen(receiver, '127.0.0.1', 0);
    url = `http://127.0.0.1:${port}/hook`;
  });
  beforeEach(async () => {
    status = 204;
    received.length = 0;
    folder = await makeTempDir();
    settings = { DATA_DIR: folder.path, WEBHOOK_ALLOWED_HOSTS: new URL(url).host };
    for (const name of ['Acme', 'Other']) await postcardJsonHere(settings, 'account', 'create', '--name', name);
  });
  afterEach(() => folder.remove());
  after(() => void receiver.close());

  const run = (...words: string[]) => postcardHere(settings, 'webhook', ...words);
  const json = async <A = Shown>(...words: string[]): Promise<A> =>
    (await postcardJsonHere(settings, 'webhook', ...words)) as A;
  const create = (...words: string[]) => json('create', '--account', '1', '--url', url, ...words);
  const on = (endpoint: Shown, name: string, ...words: string[]) => [
    ...[name, String(endpoint['id']), '--account', '1'],
    ...words,
  ];

  /** The error under --json, whose document must be the only thing on stdout. */
  const failure = async (...words: string[]): Promise<{ readonly code: string; readonly details?: Shown }> => {
    const { code, stdout, stderr } = await postcardHere(settings, '--json', 'webhook', ...words);
    expect(code, stderr).to.equal(1);
    const document = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly message: string } };
    expect(document).to.have.all.keys('success', 'error', 'meta').and.to.include({ success: false });
    expect(stderr).to.contain(document.error.message);
    return document.error;
  };

  it('creates an endpoint and shows its secret once, with the keys of the API', async () => {
    const { code, stdout, stderr } = await postcardHere(
      ...([settings, '--json', 'webhook', 'create', '--account', '1', '--url', url] as const),
      ...['--event', 'message.failed', '--event', 'contact.opted_out', '--description', 'CRM'],
    );
    expect(code, stderr).to.equal(0);
    const made = JSON.parse(stdout) as Shown;
    expect(Object.keys(made)).to.deep.equal([...ENDPOINT_KEYS, 'secret']);
    expect(made).to.deep.include({ url, description: 'CRM', events: ['message.failed', 'contact.opted_out'] });
    expect(made['secret']).to.match(SECRET);
    expect(stderr)
      .to.contain('not shown again')
      .and.to.contain(`webhook test ${String(made['id'])} --account 1`);
    const [listed, ...others] = await json<Shown[]>('list', '--account', '1');
    expect(others).to.deep.equal([]);
    expect(Object.keys(listed ?? {})).to.deep.equal(ENDPOINT_KEYS);
    expect(await json(...on(made, 'show'))).to.deep.equal(listed);
    expect(await json<Shown[]>('list', '--account', '2')).to.deep.equal([]);
  });

  it('prints tables and lines to read without --json', async () => {
    const { stdout } = await run('create', '--account', '1', '--url', url);
    expect(stdout)
      .to.match(/^events +all$/m)
      .and.to.match(/^secret +whsec_/m);
    const [endpoint = {}] = await json<Shown[]>('list', '--account', '1');
    expect((await run('list', '--account', '1')).stdout).to.match(/^id +url +events +enabled .*\n.* all +yes /);
    await json(...on(endpoint, 'set', '--enabled', 'false'));
    expect((await run('list', '--account', '1')).stdout).to.contain('no: by_hand');
    status = 503;
    const tested = await run(...on(endpoint, 'test'));
    expect(tested.stdout).to.match(/^try 1 +\S+ {2}503 in \d+ ms {2}thanks$/m);
    expect((await run(...on(endpoint, 'deliveries'))).stdout).to.match(/\n.* message\.sent +failed .* 1 +503 +-\n$/);
  });

  it('changes what is given, and no more', async () => {
    const made = await create('--event', 'message.failed');
    const set = (...words: string[]) => json(...on(made, 'set', ...words));
    expect(await set('--description', 'CRM')).to.deep.include({ description: 'CRM', events: ['message.failed'], url });
    expect(await set('--event', 'message.read')).to.deep.include({ description: 'CRM', events: ['message.read'] });
    expect(await set('--all-events', '--description', '')).to.deep.include({ description: null, events: null });
    const other = `${url}/other`;
    expect(await set('--enabled', 'false', '--url', other)).to.deep.include({
      ...{ url: other, enabled: false, disabled_reason: 'by_hand' },
    });
    expect(await set('--enabled', 'true')).to.deep.include({ enabled: true, disabled_reason: null, disabled_at: null });
  });

  it('gives a new secret, and the old one signs too', async () => {
    const made = await create();
    const rotated = await json(...on(made, 'rotate-secret'));
    expect(rotated['secret']).to.match(SECRET).and.not.to.equal(made['secret']);
    expect(rotated['old_secret_valid_until']).to.be.a('string');
    await json(...on(made, 'test'));
    const { headers, body } = received[0] ?? expect.fail('nothing came');
    expect(headers['webhook-signature']?.split(' ')).to.have.length(2);
    for (const secret of [made['secret'], rotated['secret']])
      expect(new Webhook(String(secret)).verify(body, headers)).to.deep.equal(JSON.parse(body));
  });

  it('makes one try of an example itself, and lists it', async () => {
    const made = await create('--event', 'message.read');
    await json(...on(made, 'set', '--enabled', 'false'));
    const tested = await json(...on(made, 'test', '--event', 'contact.opted_out'));
    expect(tested).to.deep.include({
      event: 'contact.opted_out',
      status: 'delivered',
      webhook_endpoint_id: made['id'],
    });
    expect(received.map(({ body }) => JSON.parse(body) as Shown)[0]).to.include({ type: 'contact.opted_out' });
    status = 503;
    const ended = await postcardHere(settings, '--json', 'webhook', ...on(made, 'test'));
    expect(ended.code).to.equal(1);
    const failed = JSON.parse(ended.stdout) as Shown;
    expect(failed).to.include({ event: 'message.sent', status: 'failed' });
    expect((failed['tries'] as Shown[])[0]).to.include({ http_status: 503, reason: 'http_status', body: 'thanks' });
    const list = (...words: string[]) => json<Shown[]>(...on(made, 'deliveries', ...words));
    expect((await list()).map(({ event }) => event)).to.have.members(['message.sent', 'contact.opted_out']);
    expect((await list('--status', 'failed')).map(({ id }) => id)).to.deep.equal([failed['id']]);
    expect((await list('--event', 'contact.opted_out')).map(({ id }) => id)).to.deep.equal([tested['id']]);
    expect(await list('--limit', '1')).to.have.length(1);
    expect(await json(...on(made, 'show'))).to.include({ failing_since: null, last_success_at: null });
  });

  /** Adds deliveries that have failed, as of events long ago. */
  const addFailed = async (endpoint: Shown, count: number): Promise<readonly string[]> => {
    const stores = await openStores(configOf(settings));
    const ref = { accountId: 1 as AccountId, id: String(endpoint['id']) as EndpointId };
    const added = times(count, (index) => {
      const eventId = eventIdAt((index + 1) as EventPlace, 'aaaaaaaa');
      const subject = { endpoint: ref, id: deliveryIdOf(eventId, ref.id), eventId, eventAt: NOW };
      return newDelivery({ ...subject, type: 'message.sent' }, true, NOW);
    });
    for (const delivery of added) await right(stores.deliveries.add(delivery));
    await stores.close();
    return added.map(({ id }) => id);
  };

  it('lists more deliveries than a page has, newest first', async () => {
    const made = await create();
    const ids = [...(await addFailed(made, 130))].reverse();
    const list = async (...words: string[]) =>
      (await json<Shown[]>(...on(made, 'deliveries', ...words))).map(({ id }) => id);
    expect(await list()).to.deep.equal(ids.slice(0, 25));
    expect(await list('--limit', '1000')).to.deep.equal(ids);
  });

  it('makes deliveries due, one or many, and sends none itself', async () => {
    const made = await create();
    const [id] = await addFailed(made, 3);
    const due = await json(...on(made, 'replay', '--delivery', String(id)));
    expect(due).to.include({ id, status: 'pending' });
    expect(due['next_try_at']).to.be.a('string');
    expect(await json(...on(made, 'replay', '--since', '2020-01-01'))).to.deep.equal({ replayed: 2 });
    const ended = ['--since', '2020-01-01', '--until', '2020-01-02T00:00:00Z', '--status', 'all'];
    expect(await json(...on(made, 'replay', ...ended))).to.deep.equal({ replayed: 0 });
    expect(received).to.deep.equal([]);
    await json(...on(made, 'set', '--enabled', 'false'));
    for (const words of [
      ['--delivery', String(id)],
      ['--since', '2020-01-01'],
    ])
      expect(await failure(...on(made, 'replay', ...words))).to.deep.include({
        code: 'CONFLICT',
        details: { enabled: false },
      });
  });

  it('deletes an endpoint once', async () => {
    const made = await create();
    expect(await json(...on(made, 'delete'))).to.deep.equal({ id: made['id'], deleted: true });
    expect(await failure(...on(made, 'delete'))).to.include({ code: 'NOT_FOUND' });
    expect(await json<Shown[]>('list', '--account', '1')).to.deep.equal([]);
  });

  it('fails with the error of the API where there is no such account, endpoint or delivery', async () => {
    const made = await create();
    const none = { id: 'we_AAAAAAAAAAAAAAAAAAAAAA' };
    const commands = [
      ...[['show'], ['set', '--enabled', 'true'], ['delete'], ['rotate-secret'], ['deliveries'], ['test']],
      ['replay', '--since', '2020-01-01'],
    ];
    for (const [name = '', ...words] of commands)
      for (const id of [none.id, 'nonsense', '../1'])
        expect(await failure(name, id, '--account', '1', ...words), name).to.include({ code: 'NOT_FOUND' });
    const foreign = await failure('show', String(made['id']), '--account', '2');
    expect(foreign).to.include({ code: 'NOT_FOUND' });
    for (const words of [on(made, 'replay', '--delivery', 'dlv_AAAAAAAAAAAAAAAAAAAAAA'), ['list', '--account', '9']])
      expect(await failure(...words)).to.include({ code: 'NOT_FOUND' });
    expect(await failure('create', '--account', '9', '--url', url)).to.include({ code: 'NOT_FOUND' });
  });

  it('refuses a URL that may not be called with one fault, and says how to allow a host', async () => {
    const own = { ...settings, PORT: new URL(url).port };
    const refused = [
      'nowhere',
      'ftp://example.com/',
      'http://u:p@example.com/',
      'http://10.0.0.1/',
      'http://127.0.0.1/',
    ];
    const faults = new Set<string>();
    for (const wrong of refused) {
      const { code, details } = await failure('create', '--account', '1', '--url', wrong);
      expect(code, wrong).to.equal('VALIDATION_ERROR');
      expect(Object.keys(details ?? {})).to.deep.equal(['url']);
      faults.add(JSON.stringify(details));
    }
    expect(faults.size).to.equal(1);
    const { stderr } = await run('create', '--account', '1', '--url', 'http://10.0.0.1/');
    expect(stderr).to.contain('WEBHOOK_ALLOWED_HOSTS');
    const ours = await postcardHere(own, 'webhook', 'create', '--account', '1', '--url', url);
    expect(ours).to.deep.include({ code: 1, stdout: '' });
    expect(await json<Shown[]>('list', '--account', '1')).to.deep.equal([]);
  });

  it('takes 20 endpoints, and refuses the next', async () => {
    for (let count = 0; count < 20; count += 1) await create();
    expect(await failure('create', '--account', '1', '--url', url)).to.deep.include({
      code: 'FEATURE_LIMIT_EXCEEDED',
      details: { feature: 'webhook_endpoints', current: 20, maximum: 20 },
    });
  });

  it('tells wrong usage by exit code 2, and does nothing', async () => {
    const made = await create();
    const wrong = [
      ['create', '--account', '1'],
      ['create', '--account', '1', '--url', url, '--event', 'message.gone'],
      ['create', '--url', url],
      on(made, 'set'),
      on(made, 'set', '--event', 'message.sent', '--all-events'),
      on(made, 'set', '--enabled', 'yes'),
      on(made, 'deliveries', '--status', 'lost'),
      on(made, 'deliveries', '--event', 'message.gone'),
      on(made, 'deliveries', '--limit', '0'),
      on(made, 'replay'),
      on(made, 'replay', '--until', '2026-11-23'),
      on(made, 'replay', '--since', 'soon'),
      on(made, 'replay', '--since', '2026-11-23', '--status', 'lost'),
      on(made, 'replay', '--since', '2026-11-23', '--delivery', 'dlv_AAAAAAAAAAAAAAAAAAAAAA'),
      on(made, 'test', '--event', 'message.gone'),
      ['show', '--account', '1'],
    ];
    for (const words of wrong) {
      const { code, stdout, stderr } = await run(...words);
      expect({ code, stdout }, words.join(' ')).to.deep.equal({ code: 2, stdout: '' });
      expect(stderr).not.to.equal('');
    }
    expect(await json(...on(made, 'show'))).to.include({ updated_at: made['updated_at'] });
    expect(received).to.deep.equal([]);
  });
});
