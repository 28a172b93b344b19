import { expect } from 'chai';
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStores } from '../../src/app/stores.js';
import { type Config } from '../../src/app/config.js';
import { newAccount, newToken } from '../support/accounts.js';
import { connect, fileParts, type GrpcOutcome, send as sendParts } from '../support/grpc-client.js';
import { call, rawCall } from '../support/http-client.js';
import { type Answer } from '../support/openapi.js';
import { file, type Origin, redirect, startOrigin } from '../support/origin.js';
import { jsonBody, multipartBody, urlencodedBody } from '../support/request-bodies.js';
import { receivedBy } from '../support/sandbox-list.js';
import { postMedia } from '../support/send.js';
import { configOf, startWatched, type WatchedService } from '../support/service.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

const random = (): string => randomBytes(16).toString('hex');

/** Nobody but the caller, the recipient or WhatsApp is to see these. */
const secret = {
  accessToken: `EAAG${random()}`,
  appSecret: random(),
  verifyToken: random(),
  unknownToken: `pc_${randomBytes(32).toString('base64url')}`,
  caption: `caption-${random()}`,
  key: `key-${random()}`,
  bytes: `bytes-${random()}`,
  query: `query-${random()}`,
  password: `password-${random()}`,
  cookie: `cookie-${random()}`,
  email: `${random()}@example.com`,
};

/** Recipients of whom each fares differently. */
const phones = { good: '15551234567', refused: '15551131030', unknown: '15551999003' };

describe('what is secret', () => {
  let folder: TempDir;
  let origin: Origin;
  let config: Config;
  let service: WatchedService;
  let token: string;
  let poorToken: string;
  let consentKey: string;
  const answers: Answer[] = [];

  /** Makes an account and its tokens before the service starts. */
  const furnish = async (): Promise<void> => {
    const stores = await openStores(config);
    const account = await newAccount(stores, {
      whatsapp: {
        accessToken: secret.accessToken,
        appSecret: secret.appSecret,
        verifyToken: secret.verifyToken,
        businessAccountId: '2002',
      },
    });
    const { id } = account;
    ({ consentKey } = account);
    token = await newToken(stores, id);
    poorToken = await newToken(stores, id, ['messages:read']);
    await stores.close();
  };

  const start = async (settings: Readonly<Record<string, string>> = {}): Promise<void> => {
    folder = await makeTempDir();
    config = configOf({
      DATA_DIR: folder.path,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      FETCH_ALLOWED_HOSTS: origin.host,
      ...settings,
    });
    await furnish();
    service = await startWatched(config);
  };

  before(async () => {
    origin = await startOrigin({
      [`/note.txt?${secret.query}`]: file(Buffer.from(secret.bytes)),
      [`/away.txt?${secret.query}`]: redirect(`http://10.0.0.1/?${secret.query}`),
    });
  });
  afterEach(async () => {
    answers.splice(0);
    await service.stop();
    await folder.remove();
  });
  after(() => origin.close());

  const note = { name: 'note.txt', bytes: new Uint8Array(Buffer.from(secret.bytes)) };
  const fieldsFor = (phone: string, more: object = {}) => ({
    phone,
    media_type: 'document',
    caption: secret.caption,
    'contact.email': secret.email,
    ...more,
  });
  const send = async (body: ReturnType<typeof jsonBody>, more: Record<string, string> = {}, as = token) =>
    void answers.push(await postMedia({ url: service.restUrl, token: as }, body, more));
  const keep = async (answer: Promise<Answer>) => void answers.push(await answer);
  const key = { 'idempotency-key': secret.key };
  const byUrl = (media_url: string) => jsonBody(fieldsFor(phones.good, { media_url }));

  const sendEverything = async (): Promise<void> => {
    for (const phone of Object.values(phones)) await send(await multipartBody(fieldsFor(phone), note));
    await send(await multipartBody(fieldsFor(phones.good), note), key);
    await send(await multipartBody(fieldsFor(phones.good, { caption: `${secret.caption}!` }), note), key);
    await send(await multipartBody(fieldsFor(phones.good), note), { 'idempotency-key': secret.key.repeat(20) });
    await send(byUrl(`${origin.url}/note.txt?${secret.query}`), { cookie: `session=${secret.cookie}` });
    await send(urlencodedBody({ ...fieldsFor(phones.good), media_url: `${origin.url}/note.txt?${secret.query}` }));
  };

  const sendWhatIsRefused = async (): Promise<void> => {
    for (const url of [
      `${origin.url}/nothing.txt?${secret.query}`,
      `${origin.url}/away.txt?${secret.query}`,
      `http://10.0.0.1/note.txt?${secret.query}`,
      `http://caller:${secret.password}@example.com/note.txt?${secret.query}`,
      `ftp://example.com/${secret.query}`,
      `https://nowhere.invalid/note.txt?${secret.query}`,
    ])
      await send(byUrl(url));
    for (const faulty of [
      { phone: `${phones.good}x` },
      { caption: secret.caption.repeat(40) },
      { filename: `../${secret.caption}` },
      { media_type: secret.caption },
      { 'contact.email': `${secret.email}@` },
      { 'contact.groups': secret.caption },
      { contact_id: secret.caption },
      { contact_id: 404 },
    ])
      await send(await multipartBody({ ...fieldsFor(phones.good), ...faulty }, note));
    const text = `{"phone": "${phones.good}", "caption": "${secret.caption}", `;
    await send({ ...jsonBody(null), body: Buffer.from(text) });
    await send({ ...jsonBody(null), body: Buffer.from(`${text}"x": "\xff"}`, 'latin1') });
    await send({ ...urlencodedBody({}), body: Buffer.from(`caption=${secret.caption}%ff`) });
    const { headers, body } = await multipartBody(fieldsFor(phones.good), note);
    await send({ headers, body: body.subarray(0, -20) });
    await send({ headers: { 'content-type': `text/plain; note=${secret.caption}` }, body });
    const program = { name: 'note.pdf', bytes: new Uint8Array(Buffer.from(`MZ${secret.bytes}`)) };
    await send(await multipartBody(fieldsFor(phones.good), program));
  };

  const sendWithoutRight = async (): Promise<void> => {
    const { headers, body } = await multipartBody(fieldsFor(phones.good), note);
    await send({ headers, body }, {}, secret.unknownToken);
    await send({ headers, body }, {}, poorToken);
    const path = `/messages/media?access_token=${token}&note=${secret.query}`;
    await keep(call(service.restUrl, { method: 'POST', path, headers, body }));
    for (const authorization of [token, `Basic ${token}`, `bearer  ${token}`, `Bearer ${token} ${secret.unknownToken}`])
      await keep(call(service.restUrl, { method: 'POST', path, headers: { ...headers, authorization }, body }));
    const bearer = `Authorization: Bearer ${token}`;
    for (const raw of [
      `PUT ${path} HTTP/1.1\r\nHost: x\r\n${bearer}\r\n\r\n`,
      `GET /${token}?${secret.query} HTTP/1.1\r\nHost: x\r\n\r\n`,
      `${token} / HTTP/1.1\r\nHost: x\r\n\r\n`,
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${bearer}\r\nX: ${secret.cookie.repeat(1_000)}\r\n\r\n`,
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${bearer}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n`,
      `POST ${path} HTTP/1.1\r\nHost: x\r\n${bearer}\r\nTransfer-Encoding: chunked\r\n\r\n${secret.bytes}\r\n`,
    ])
      await keep(rawCall(service.restUrl, raw.replace('HTTP/1.1\r\n', 'HTTP/1.1\r\nConnection: close\r\n')));
  };

  const tellWebhooks = async (): Promise<void> => {
    const handshake = (verifyToken: string) =>
      call(service.restUrl, {
        method: 'GET',
        path: `/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${verifyToken}&hub.challenge=1`,
      });
    for (const verifyToken of [secret.verifyToken, `${secret.verifyToken}x`]) await keep(handshake(verifyToken));
    const status = { id: 'wamid.1', status: 'sent', recipient_id: phones.good };
    const inbound = { from: phones.good, id: 'wamid.2', type: 'text', text: { body: secret.caption } };
    const change = { field: 'messages', value: { statuses: [status], messages: [inbound] } };
    const body = JSON.stringify({ entry: [{ id: '2002', changes: [change] }] });
    for (const appSecret of [secret.appSecret, secret.unknownToken]) {
      const signature = `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
      signatures.push(signature.slice('sha256='.length));
      const headers = { 'x-hub-signature-256': signature, 'content-type': 'application/json' };
      await keep(call(service.restUrl, { method: 'POST', path: '/webhooks/whatsapp', headers, body }));
    }
  };

  const read = async (): Promise<void> => {
    for (const path of [
      `?cursor=${secret.query}`,
      `?status=${secret.query}`,
      `?contact_id=${phones.good}x`,
      `/${secret.query}`,
      `/${phones.good}`,
      '?limit=1',
    ])
      for (const as of [poorToken, secret.unknownToken])
        await keep(
          call(service.restUrl, {
            method: 'GET',
            path: `/messages${path}`,
            headers: { authorization: `Bearer ${as}` },
          }),
        );
  };

  const sendOverGrpc = async (): Promise<void> => {
    const client = connect(service.grpcAddress);
    const message = { phone: phones.good, media_type: 'MEDIA_TYPE_DOCUMENT', caption: secret.caption } as const;
    const bytes = Buffer.from(secret.bytes);
    try {
      for (const metadata of [
        { ...message, file_name: 'note.txt' },
        { ...message, file_name: 'note.txt', phone: phones.refused, contact: { email: secret.email } },
        { ...message, file_name: 'note.pdf' },
        { ...message, file_name: 'note.txt', phone: `${phones.good}x` },
        { ...message, file_name: 'note.txt', idempotency_key: secret.key, caption: `${secret.caption}?` },
        { ...message, media_url: `http://10.0.0.1/note.txt?${secret.query}` },
      ])
        outcomes.push(await sendParts(client, fileParts(metadata, bytes), { token }));
      outcomes.push(await sendParts(client, fileParts(message, bytes), { token: secret.unknownToken }));
      outcomes.push(await sendParts(client, [{ chunk: bytes }], { token }));
    } finally {
      client.close();
    }
  };

  const signatures: string[] = [];
  const outcomes: GrpcOutcome[] = [];
  const marks = () => [token, poorToken, ...Object.values(secret), ...signatures];
  const found = (text: string, what = [...marks(), consentKey, ...Object.values(phones)]) =>
    what.filter((mark) => text.includes(mark));
  const refusals = () => answers.filter(({ status }) => status >= 400);
  const textOf = ({ headers, body }: Answer) => `${JSON.stringify(headers)} ${Buffer.from(body).toString('latin1')}`;
  const metrics = async () => textOf(await call(service.restUrl, { method: 'GET', path: '/metrics' }));

  it('is in no log line, no error and no metric, whichever way it came in', async () => {
    await start();
    await sendEverything();
    await sendWhatIsRefused();
    await sendWithoutRight();
    await tellWebhooks();
    await read();
    await sendOverGrpc();

    expect(found(service.logged())).to.deep.equal([]);
    for (const masked of ['+1555*****30', '+1555*****03']) expect(service.logged()).to.contain(`"to":"${masked}"`);
    expect(found(await metrics())).to.deep.equal([]);
    for (const answer of refusals()) expect(found(textOf(answer)), textOf(answer)).to.deep.equal([]);
    const failures = outcomes.filter(({ response }) => response === null).map((outcome) => JSON.stringify(outcome));
    for (const failure of failures) expect(found(failure), failure).to.deep.equal([]);
    expect(failures).to.have.length(outcomes.length - 1);

    // It did come in, and was dealt with: each request has its line.
    const sent = await receivedBy(String(service.sandboxUrl), phones.good);
    expect(sent.map(({ caption }) => caption)).to.include(secret.caption);
    expect(service.logged().match(/"msg":"request"/g)?.length).to.be.greaterThan(35);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses]).to.include.members([200, 400, 401, 403, 404, 405, 415, 422, 431, 500]);
  });

  it('is not on the disk either, as far as it need not be', async () => {
    await start();
    await sendEverything();
    await service.stop();
    const sealed = [secret.accessToken, secret.appSecret, secret.verifyToken, consentKey];
    const kept = [...sealed, token, poorToken];
    for (const entry of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      expect(found((await readFile(path)).toString('latin1'), kept), path).to.deep.equal([]);
    }
  });

  for (const mode of ['upload', 'link'] as const)
    it(`is not let out by a WhatsApp that repeats what it was sent (${mode})`, async () => {
      const graph = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const echo = `${String(request.headers.authorization)} ${Buffer.concat(chunks).toString('latin1')}`;
          const error = { code: 131009, message: echo, type: echo, error_data: { details: echo }, fbtrace_id: 'A1' };
          response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
        });
      });
      await new Promise<void>((resolve) => graph.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = graph.address() as { port: number };
        await start({ WHATSAPP_API_URL: `http://127.0.0.1:${port}`, WHATSAPP_MEDIA_MODE: mode });
        await sendEverything();
        expect(answers.some(({ status }) => status === 500)).to.equal(true);
        expect(found(service.logged())).to.deep.equal([]);
        expect(found(await metrics())).to.deep.equal([]);
        // What the caller sent may come back to the caller; what is the account's may not.
        const accounts = [secret.accessToken, secret.appSecret, secret.verifyToken, token];
        for (const answer of answers) expect(found(textOf(answer), accounts), textOf(answer)).to.deep.equal([]);
      } finally {
        graph.closeAllConnections();
        graph.close();
      }
    });
});
