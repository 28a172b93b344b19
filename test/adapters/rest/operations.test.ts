import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { once } from 'node:events';
import { type BodyFault } from '../../../src/domain/model/errors.js';
import { settled } from '../../support/at-rest.js';
import { until } from '../../support/until.js';
import { fileOf, FORM_TYPE, writeForm } from './support/form.js';
import { connectRaw, dropConnections, isWhole, parseAnswer, postHead } from './support/raw.js';
import { answerOf, readAll, receipt, startServer, stopServers } from './support/server.js';

const jsonHead = postHead({ 'Content-Type': 'application/json', 'Content-Length': 2 });

/** A promise and the function that resolves it. */
const gate = (): { readonly passed: Promise<void>; readonly open: () => void } => {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

describe('what operators see', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('is a service that lives', async () => {
    const { url } = await startServer({ ready: () => Promise.resolve(false) });
    const response = await fetch(`${url}/healthz`);
    expect(response.status).to.equal(200);
    expect(await response.json()).to.deep.equal({ status: 'ok' });
  });

  it('is whether its stores are there', async () => {
    let answer: () => Promise<boolean> = () => Promise.resolve(true);
    const { url } = await startServer({ ready: () => answer() });
    expect((await fetch(`${url}/readyz`)).status).to.equal(200);
    for (const down of [() => Promise.resolve(false), () => Promise.reject(new TypeError('EIO'))]) {
      answer = down;
      const response = await fetch(`${url}/readyz`);
      expect(response.status).to.equal(503);
      expect(response.headers.get('retry-after')).to.equal('5');
      expect(await response.json()).to.have.nested.property('error.code', 'SERVICE_UNAVAILABLE');
    }
  });

  it('is what was asked of it, by route and status, and never a word of a caller', async () => {
    const { url } = await startServer();
    await fetch(`${url}/marked-path?token=marked-query`, { headers: { 'x-a': 'marked-header' } });
    await fetch(`${url}/messages/media`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    const response = await fetch(`${url}/metrics`);
    const text = await response.text();
    expect(response.headers.get('content-type')).to.match(/^text\/plain; version=/);
    expect(text).to.contain(
      'postcard_http_request_duration_seconds_count{method="POST",route="/messages/media",status="200"} 1',
    );
    expect(text).to.contain('postcard_http_request_duration_seconds_count{method="GET",route="none",status="404"} 1');
    expect(text).to.contain('postcard_http_requests_in_flight 1');
    expect(text).not.to.contain('marked');
  });

  it('is a line in the log for each request, without anything secret', async () => {
    const { url, logLines } = await startServer();
    const form = new FormData();
    form.set('phone', '14155550123');
    form.set('caption', 'marked-caption');
    form.set('media_file', new Blob(['marked-bytes']), 'marked-name.jpg');
    await fetch(`${url}/messages/media?token=marked-query`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer pc_marked-token',
        'idempotency-key': 'marked-key',
        'x-request-id': 'mine',
        'user-agent': 'marked-agent\r',
      },
      body: form,
    });
    const log = logLines.join('');
    expect(JSON.parse(logLines.at(-1) ?? '')).to.deep.include({
      request_id: 'mine',
      client: '127.0.0.1',
      method: 'POST',
      route: '/messages/media',
      status: 200,
      msg: 'request',
    });
    expect(log).not.to.contain('marked').and.not.to.contain('14155550123');
  });

  it('is no status, in log and metrics, for a request that was cut before its answer', async () => {
    const reached = gate();
    const { port, url, logLines } = await startServer({
      getMessage: () => {
        reached.open();
        return new Promise(() => undefined);
      },
    });
    const connection = await connectRaw(port);
    connection.write('GET /messages/1 HTTP/1.1\r\nHost: x\r\n\r\n');
    await reached.passed;
    connection.socket.resetAndDestroy();
    await until('its line', () => logLines.some((line) => line.includes('"msg":"request"')));
    const line = logLines.find((one) => one.includes('"msg":"request"')) ?? '';
    expect(JSON.parse(line))
      .to.include({ route: '/messages/:chat_message_id', cut: true })
      .and.not.to.have.key('status');
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).to.contain(
      'postcard_http_request_duration_seconds_count{method="GET",route="/messages/:chat_message_id",status=""} 1',
    );
  });

  it('is no status for a request that was cut in its body', async () => {
    const reached = gate();
    const { port, logLines } = await startServer({
      sendMediaMessage: async (call) => {
        reached.open();
        await readAll(call);
        return answerOf(E.left({ _tag: 'MalformedBody', message: 'is cut' }));
      },
    });
    const connection = await connectRaw(port);
    connection.write(
      'POST /messages/media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer known\r\nContent-Type: application/json\r\n' +
        'Content-Length: 100\r\n\r\n{"phone"',
    );
    await reached.passed;
    connection.socket.resetAndDestroy();
    await until('its line', () => logLines.some((line) => line.includes('"msg":"request"')));
    const line = logLines.find((one) => one.includes('"msg":"request"')) ?? '';
    expect(JSON.parse(line)).to.include({ route: '/messages/media', cut: true }).and.not.to.have.key('status');
  });

  it('is not every refusal of a stranger', async () => {
    const asked: string[] = [];
    const { url, logLines } = await startServer({
      refusals: { allow: () => asked.push('line') === 0, stop: () => undefined },
      sendMediaMessage: (call) =>
        Promise.resolve(
          answerOf(E.left({ _tag: O.isSome(call.credentials) ? 'WhatsAppNotConfigured' : 'Unauthorized' })),
        ),
    });
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(`${url}/messages/media`, { method: 'POST', headers });
    await fetch(`${url}/nothing`);
    await fetch(`${url}/media/x/y`);
    await post({});
    expect(asked).to.have.length(3);
    expect(logLines).to.have.length(0);
    await post({ authorization: 'Bearer known' });
    await fetch(`${url}/messages`);
    expect(asked).to.have.length(3);
    expect(logLines.map((line) => (JSON.parse(line) as { status: number }).status)).to.deep.equal([422, 200]);
  });

  it('is no refused webhook: the webhook itself logs those', async () => {
    const { url, logLines } = await startServer();
    const signature = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` };
    await fetch(`${url}/webhooks/whatsapp`, { method: 'POST', headers: signature, body: '{}' });
    expect(JSON.parse(logLines[0] ?? '')).to.include({ level: 20, status: 401 });
  });

  it('names the caller behind a proxy only where the proxy is trusted', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' };
    const clientOf = async (trustedProxies: string[]): Promise<unknown> => {
      const { url, logLines } = await startServer({ trustedProxies });
      await fetch(`${url}/nothing`, { headers });
      return (JSON.parse(logLines.at(-1) ?? '') as { client: unknown }).client;
    };
    expect(await clientOf([])).to.equal('127.0.0.1');
    expect(await clientOf(['10.0.0.0/8'])).to.equal('127.0.0.1');
    expect(await clientOf(['127.0.0.1'])).to.equal('203.0.113.9');
    expect(await clientOf(['127.0.0.0/8', '203.0.113.0/24'])).to.equal('198.51.100.7');
  });
});

describe('a caller that hangs up', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('in the middle of a file ends the file and the parts, and aborts the work', async () => {
    const begun = gate();
    const done = gate();
    let fault: BodyFault | null = null;
    let aborted = false;
    const { port } = await startServer({
      sendMediaMessage: async (call) => {
        const seen = await readAll(call, async () => begun.open());
        ({ fault } = seen);
        if (!call.signal.aborted) await once(call.signal, 'abort');
        aborted = call.signal.aborted;
        done.open();
        return answerOf(E.right(receipt));
      },
    });
    const connection = await connectRaw(port);
    const body = writeForm([fileOf(Buffer.alloc(1_000_000))]);
    connection.write(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length }));
    connection.write(body.subarray(0, 500_000));
    await begun.passed;
    connection.socket.resetAndDestroy();
    await done.passed;
    expect(fault).to.deep.equal({ _tag: 'Interrupted', message: 'ended before it was complete' });
    expect(aborted).to.equal(true);
  });

  it('before anybody reads its body breaks the body', async () => {
    const admitted = gate();
    const { port, seen } = await startServer({
      sendMediaMessage: async (call) => {
        await admitted.passed;
        seen.push(await readAll(call));
        return answerOf(E.left({ _tag: 'MalformedBody', message: 'is cut' }));
      },
    });
    const connection = await connectRaw(port);
    connection.write(`${jsonHead}{`);
    connection.socket.end();
    await once(connection.socket, 'finish');
    await settled();
    admitted.open();
    expect(parseAnswer(await connection.closed()).status).to.equal(422);
    expect(seen[0]?.fault).to.deep.equal({ _tag: 'Interrupted', message: 'ended before it was complete' });
  });

  it('while it waits for its answer aborts the work', async () => {
    const begun = gate();
    const done = gate();
    const { port, logLines } = await startServer({
      sendMediaMessage: async (call) => {
        await readAll(call);
        begun.open();
        await once(call.signal, 'abort');
        done.open();
        return answerOf(E.right(receipt));
      },
    });
    const connection = await connectRaw(port);
    connection.write(`${jsonHead}{}`);
    await begun.passed;
    connection.socket.destroy();
    await done.passed;
    expect(logLines.join('')).to.contain('"cut":true');
  });

  it('after its answer aborts nothing', async () => {
    let signal: AbortSignal | undefined;
    const { url } = await startServer({
      sendMediaMessage: async (call) => {
        await readAll(call);
        signal = call.signal;
        return answerOf(E.right(receipt));
      },
    });
    await fetch(`${url}/messages/media`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: '{}',
    });
    expect(signal?.aborted).to.equal(false);
  });
});

describe('a server that stops', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('closes idle connections at once, half-sent requests too, and listens no more', async () => {
    const { rest, port } = await startServer();
    const silent = await connectRaw(port);
    const halfSent = await connectRaw(port);
    halfSent.write('GET /healthz HTT');
    const kept = await connectRaw(port);
    kept.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
    await kept.until(isWhole);
    expect(await rest.close(600_000)).to.equal(true);
    await Promise.all([silent.closed(), halfSent.closed(), kept.closed()]);
    const refused = await connectRaw(port).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal('ECONNREFUSED');
  });

  it('lets running requests end, and closes their connections', async () => {
    const begun = gate();
    const release = gate();
    const { rest, port } = await startServer({
      sendMediaMessage: async (call) => {
        await readAll(call);
        begun.open();
        await release.passed;
        return answerOf(E.right(receipt), { rateLimit: O.none });
      },
    });
    const connection = await connectRaw(port);
    connection.write(`${jsonHead}{}`);
    await begun.passed;
    const closed = rest.close(600_000);
    release.open();
    const answer = parseAnswer(await connection.closed());
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('connection')).to.equal('close');
    expect(await closed).to.equal(true);
  });

  it('takes no new work and is not ready, on connections that are still open', async () => {
    const begun = gate();
    const release = gate();
    let calls = 0;
    const { rest, port } = await startServer({
      sendMediaMessage: async (call) => {
        calls += 1;
        await readAll(call);
        begun.open();
        await release.passed;
        return answerOf(E.right(receipt));
      },
    });
    const connection = await connectRaw(port);
    connection.write(`${jsonHead}{}`);
    await begun.passed;
    const closed = rest.close(600_000);
    connection.write(`GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n${jsonHead}{}`);
    await settled();
    release.open();
    await connection.closed();
    expect(calls).to.equal(1);
    expect(await closed).to.equal(true);
  });

  it('waits no longer than its grace', async () => {
    const begun = gate();
    const { rest, port } = await startServer({
      sendMediaMessage: async (call) => {
        await readAll(call);
        begun.open();
        await once(call.signal, 'abort');
        return answerOf(E.right(receipt));
      },
    });
    const connection = await connectRaw(port);
    connection.write(`${jsonHead}{}`);
    await begun.passed;
    expect(await rest.close(50)).to.equal(false);
    await connection.closed();
  });

  it('says where it cannot listen', async () => {
    const { port } = await startServer();
    const { rest } = await startServer();
    await rest.close(0);
    const other = await startServer();
    await other.rest.close(0);
    const error = await other.rest.listen('127.0.0.1', port).catch((reason: NodeJS.ErrnoException) => reason.code);
    expect(error).to.equal('EADDRINUSE');
  });
});
