import { expect } from 'chai';
import { connect } from 'node:net';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { closeAll, list, PHONE, receiver, sandbox, send, subscribe, textMessage, upload } from '../support.js';

const BODY = JSON.stringify({ ...textMessage('+14155550123'), messaging_product: 'whatsapp' });

/** The head of an answer to these lines, sent as they stand. */
const answerTo = async (at: Sandbox, lines: readonly string[], body = ''): Promise<string> => {
  const socket = connect(at.port, '127.0.0.1');
  let answer = '';
  socket.on('error', () => undefined).on('data', (data) => (answer += data.toString('latin1')));
  socket.write([...lines, 'Connection: close', '', body].join('\r\n'));
  await new Promise((resolve) => socket.once('close', resolve));
  return answer.slice(0, answer.indexOf('\r\n\r\n')).toLowerCase();
};

const statusOf = (head: string): number => Number(head.split(' ')[1]);

/** Sends a message, as a plain form or text of a page can: no header that a browser asks about first. */
const sends = (host: string, ...said: readonly string[]): readonly string[] => [
  `POST /v25.0/${PHONE}/messages?access_token=x HTTP/1.1`,
  `Host: ${host}`,
  'Content-Type: text/plain',
  `Content-Length: ${String(Buffer.byteLength(BODY))}`,
  ...said,
];

const CROSS_SITE_PAGE = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'];

describe('the sandbox, and who calls it', () => {
  let at: Sandbox;
  let here: string;
  beforeEach(async () => {
    at = await sandbox({ names: ['Postcard.Example.com'], statusDelayMs: Infinity });
    here = `127.0.0.1:${String(at.port)}`;
  });
  afterEach(closeAll);

  /** Every route, with a method that it knows. */
  const routes = async (): Promise<readonly [method: string, path: string][]> => {
    const media = await upload(at, Buffer.from('jpeg'), 'image/jpeg');
    const { body } = await send(at, textMessage('+14155550199'));
    return [
      ['GET', '/'],
      ['HEAD', '/'],
      ['GET', '/v25.0/'],
      ['GET', '/sandbox/messages'],
      ['GET', `/sandbox/messages/${encodeURIComponent(body.messages?.[0]?.id ?? '')}/media`],
      ['DELETE', '/sandbox/messages'],
      ['POST', '/sandbox/inbound'],
      ['GET', '/sandbox/people'],
      ['POST', '/sandbox/people'],
      ['POST', `/v25.0/${PHONE}/messages?access_token=x`],
      ['POST', `/v25.0/${PHONE}/media?access_token=x`],
      ['GET', `/v25.0/${PHONE}/subscribed_apps?access_token=x`],
      ['POST', `/v25.0/${PHONE}/subscribed_apps?access_token=x`],
      ['DELETE', `/v25.0/${PHONE}/subscribed_apps?access_token=x`],
      ['GET', `/v25.0/${media.body.id ?? ''}?access_token=x`],
      ['DELETE', `/v25.0/${media.body.id ?? ''}?access_token=x`],
      ['GET', '/whatsapp_business/attachments/?mid=1&access_token=x'],
      ['OPTIONS', `/v25.0/${PHONE}/messages`],
      ['GET', '/nothing/here'],
    ];
  };

  it('answers 421 to a foreign Host, on every route', async () => {
    for (const [method, path] of await routes())
      for (const host of ['evil.test', `evil.test:${String(at.port)}`, 'localhost.evil.com', '127.0.0.1.nip.io'])
        expect(statusOf(await answerTo(at, [`${method} ${path} HTTP/1.1`, `Host: ${host}`])), path).to.equal(421);
    expect(await list(at)).to.have.length(1);
  });

  it('answers 403 to a page of another origin, on every route', async () => {
    const said = [
      ['Origin: http://evil.test'],
      ['Origin: null'],
      [`Origin: http://localhost:${String(at.port)}`],
      ['Origin: http://127.0.0.1:1'],
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: image'],
      ['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: cors', 'Sec-Fetch-Dest: empty'],
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'],
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: websocket', 'Upgrade: websocket'],
      [`Origin: http://${here}`, 'Sec-Fetch-Site: cross-site'],
    ];
    for (const [method, path] of await routes())
      for (const lines of said) {
        const head = await answerTo(at, [`${method} ${path} HTTP/1.1`, `Host: ${here}`, ...lines]);
        expect(statusOf(head), `${method} ${path} ${lines.join()}`).to.equal(403);
        expect(head).to.not.contain('access-control-');
      }
    expect(await list(at)).to.have.length(1);
  });

  it('lets a page of another origin lead to its page, and to nothing else', async () => {
    for (const [method, path] of await routes()) {
      const answer = await answerTo(at, [`${method} ${path} HTTP/1.1`, `Host: ${here}`, ...CROSS_SITE_PAGE]);
      const isPage = method === 'GET' && (path === '/' || path === '/v25.0/');
      expect(statusOf(answer), `${method} ${path}`).to.equal(isPage ? 200 : 403);
    }
  });

  it('takes what its own page and the address bar ask for', async () => {
    const form = 'from=%2B14155550123&to_phone_number_id=1&text=Hi';
    const posted = [
      'POST /sandbox/inbound HTTP/1.1',
      `Host: ${here}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${String(form.length)}`,
      `Origin: http://${here}`,
    ];
    expect(statusOf(await answerTo(at, posted, form))).to.equal(303);
    expect(statusOf(await answerTo(at, [...posted, 'Sec-Fetch-Site: same-origin'], form))).to.equal(303);
    const typed = ['GET /sandbox/messages HTTP/1.1', `Host: ${here}`, 'Sec-Fetch-Site: none'];
    expect(statusOf(await answerTo(at, typed))).to.equal(200);
  });

  it('takes clients that are no browser, under every name of its own', async () => {
    for (const host of [
      here,
      '127.0.0.1',
      'localhost:9999',
      'LOCALHOST.',
      'sandbox.localhost',
      `[::1]:${String(at.port)}`,
      '10.1.2.3',
      'postcard.example.com',
    ])
      expect(statusOf(await answerTo(at, sends(host), BODY)), host).to.equal(200);
    expect(await list(at)).to.have.length(8);
  });

  it('takes HTTP/1.0 without a Host, and refuses two or one that is not valid', async () => {
    expect(statusOf(await answerTo(at, ['GET / HTTP/1.0']))).to.equal(200);
    expect(statusOf(await answerTo(at, ['GET / HTTP/1.0', 'Origin: http://localhost']))).to.equal(403);
    for (const hosts of [[here, here], [here, 'evil.test'], ['evil.test', here], [''], ['a@b'], ['::1'], ['x y']]) {
      const lines = hosts.map((host) => `Host: ${host}`);
      expect(statusOf(await answerTo(at, ['GET / HTTP/1.1', ...lines])), hosts.join()).to.equal(400);
    }
  });

  it('lets no browser lend its answers to another origin', async () => {
    for (const [method, path] of await routes())
      expect(await answerTo(at, [`${method} ${path} HTTP/1.1`, `Host: ${here}`]), path)
        .to.contain('cross-origin-resource-policy: same-origin')
        .and.not.contain('access-control-');
  });

  it('keeps its subscription while foreign pages try to take it over', async () => {
    const [own, evil] = [await receiver(), await receiver()];
    await subscribe(at, own);
    const query = new URLSearchParams({
      access_token: 'x',
      override_callback_uri: evil.url,
      verify_token: evil.verifyToken,
    }).toString();
    const lines = [`POST /v25.0/1/subscribed_apps?${query} HTTP/1.1`, `Host: ${here}`, 'Content-Length: 0'];
    expect(statusOf(await answerTo(at, [...lines, 'Origin: http://evil.test']))).to.equal(403);
    expect(statusOf(await answerTo(at, ['GET / HTTP/1.1', `Host: ${here}`]))).to.equal(200);
    await send(at, textMessage('+14155550123'));
    expect(evil.webhooks).to.deep.equal([]);
    // Without a browser's word it is what Meta would do: the token decides.
    expect(statusOf(await answerTo(at, lines))).to.equal(200);
  });

  it('changes nothing by GET or HEAD', async () => {
    const own = await receiver();
    await subscribe(at, own);
    const state = async (): Promise<unknown> => [
      await list(at),
      await (await fetch(`${at.url}/v25.0/102290129340398/subscribed_apps?access_token=x`)).json(),
    ];
    const paths = (await routes()).map(([, path]) => path);
    const before = await state();
    for (const path of paths)
      for (const method of ['GET', 'HEAD']) await answerTo(at, [`${method} ${path} HTTP/1.1`, `Host: ${here}`]);
    expect(await state()).to.deep.equal(before);
  });
});
