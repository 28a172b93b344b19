import { expect } from 'chai';
import { once } from 'node:events';
import { connect } from 'node:net';
import { eventBody } from '../../../../src/api/event-view.js';
import { SECOND } from '../../../../src/domain/model/time.js';
import { manualTimer } from '../../../kit/time/manual-timer.js';
import { times } from '../../../contracts/support.js';
import { until } from '../../../support/until.js';
import { dropConnections, exchangeRaw, parseAnswer } from '../support/raw.js';
import { stopServers } from '../support/server.js';
import { ACME, closeHubs, idsIn, openStream, requestHead, startEventDoor } from './stage.js';

describe('a stream of events', () => {
  afterEach(async () => {
    dropConnections();
    closeHubs();
    await stopServers();
  });

  it('begins at once with its head and a comment, and has exactly three lines for each event', async () => {
    const { port, log, hub } = await startEventDoor();
    const { connection, until: come } = await openStream(port, '/events', { 'X-Request-Id': 'mine' });
    const { status, headers } = parseAnswer(connection.received());
    expect(status).to.equal(200);
    expect(Object.fromEntries(headers)).to.include({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-request-id': 'mine',
      'last-event-id': 'evt_0000000000000--------',
    });
    const [one, two] = [log.write(ACME), log.write(ACME, 'contact.erased')];
    hub.wake(ACME);
    const text = await come((received) => received.includes(two.id) && received.endsWith('\n\n'));
    const frame = ({ id, event }: typeof one) => `id: ${id}\nevent: ${event.type}\ndata: ${eventBody(event)}\n\n`;
    expect(text).to.equal(`: postcard\n\n${frame(one)}${frame(two)}`);
  });

  it('goes on behind Last-Event-ID, and tells only of the types that are asked for', async () => {
    const { port, log } = await startEventDoor();
    const past = times(80, (index) => log.write(ACME, index % 2 === 0 ? 'message.sent' : 'message.read').id as string);
    const { until: come } = await openStream(port, '/events?types=message.sent', { 'Last-Event-ID': past[9] ?? '' });
    const wanted = past.filter((_id, index) => index > 9 && index % 2 === 0);
    const text = await come((received) => idsIn(received).length >= wanted.length);
    expect(idsIn(text)).to.deep.equal(wanted);
  });

  it('has a comment whenever 15 s have passed without a line', async () => {
    const time = manualTimer();
    const { port, log, hub } = await startEventDoor({ time });
    const { text, until: come } = await openStream(port);
    time.pass(10 * SECOND);
    log.write(ACME);
    hub.wake(ACME);
    await come((received) => received.includes('\ndata: '));
    time.pass(14 * SECOND);
    expect(text()).to.match(/^: postcard\n\nid: /);
    time.pass(SECOND);
    await come((received) => /\n\n: .+\n\n$/.test(received));
    time.pass(15 * SECOND);
    await come((received) => (received.match(/^: /gm) ?? []).length === 3);
  });

  it('comes to every Accept but one that prefers JSON', async () => {
    const { port, url } = await startEventDoor();
    for (const accept of ['', '*/*', 'text/event-stream', 'text/html', 'text/event-stream, application/json', 'text/*'])
      expect((await openStream(port, '/events', { Accept: accept })).text(), accept).to.contain(': postcard');
    for (const accept of ['application/json', 'application/json, text/plain, */*', 'APPLICATION/JSON;q=0.5'])
      expect(
        (
          await fetch(`${url}/events`, { headers: { accept, authorization: `Bearer pc_${'a'.repeat(43)}` } })
        ).headers.get('content-type'),
      ).to.match(/^application\/json/);
  });

  it('is refused as JSON before it begins: without a right token, scope, query or id, and where too many listen', async () => {
    const { port } = await startEventDoor({ most: 0 });
    const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
      exchangeRaw(port, requestHead(path, headers));
    const unknown = await ask('/events', { Authorization: 'Bearer x' });
    const wrong = await ask('/events?types=gone&after=1', { 'Last-Event-ID': 'evt_1' });
    const twice = await exchangeRaw(
      port,
      requestHead('/events').replace(/\r\n\r\n$/, '\r\nLast-Event-ID: a\r\nLast-Event-ID: b\r\n\r\n'),
    );
    const full = await ask('/events');
    expect([unknown, wrong, twice, full].map(({ status }) => status)).to.deep.equal([401, 422, 422, 503]);
    for (const { headers } of [unknown, wrong, full])
      expect(headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect((JSON.parse(wrong.body) as { error: { details: object } }).error.details).to.have.all.keys(
      'types',
      'after',
      'last_event_id',
    );
    expect(full.headers.get('retry-after')).to.equal('5');
    const { port: narrow } = await startEventDoor({ held: { scopes: ['contacts:read'] } });
    expect((await exchangeRaw(narrow, requestHead('/events'))).status).to.equal(403);
  });

  it('answers HEAD with the head alone, and keeps no place for it', async () => {
    const { port } = await startEventDoor({ most: 1 });
    for (let time = 0; time < 3; time += 1) {
      const { status, headers, body } = await exchangeRaw(
        port,
        requestHead('/events', { Connection: 'close' }, 'HEAD'),
      );
      expect([status, headers.get('content-type'), body]).to.deep.equal([200, 'text/event-stream', '']);
    }
  });

  it('gives its place back when its caller leaves, and leaves one line in the log', async () => {
    const { port, logLines } = await startEventDoor({ most: 1 });
    const { connection } = await openStream(port);
    expect((await exchangeRaw(port, requestHead('/events'))).status).to.equal(503);
    connection.socket.destroy();
    const lines = () =>
      logLines
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
        .filter(({ msg, route, status }) => msg === 'request' && route === '/events' && status === 200);
    await until('the line of the stream', () => lines().length > 0);
    expect(lines()).to.have.length(1);
    expect(lines()[0]).to.include({ method: 'GET', cut: true });
    await openStream(port);
  });

  it('gives its place back also where its caller has left before the first byte', async () => {
    let opened = 0;
    let open = (): void => undefined;
    const closed = new Promise<void>((resolve) => (open = resolve));
    const { port } = await startEventDoor({ most: 1, beforeServing: () => ((opened += 1), closed) });
    const gone = connect(port, '127.0.0.1').on('error', () => undefined);
    gone.write(requestHead('/events'));
    await until('a place for the stream', () => opened === 1);
    gone.resetAndDestroy();
    await once(gone, 'close');
    // The server has heard of it once it has answered a later connection.
    await until(
      'the end of the connection',
      async () => (await exchangeRaw(port, requestHead('/healthz'))).status === 200,
    );
    open();
    await openStream(port);
  });

  it('cuts off a listener who does not read when 1 MiB waits for it, and no other', async () => {
    const { port, log, hub, logLines } = await startEventDoor();
    const deaf = connect(port, '127.0.0.1');
    const wasCut = once(deaf, 'close');
    deaf.on('error', () => undefined).pause();
    deaf.write(requestHead('/events'));
    await once(deaf, 'readable');
    const { text, until: come } = await openStream(port);
    const caption = 'x'.repeat(10_000);
    const written: string[] = [];
    const isCut = (): boolean => logLines.some((line) => line.includes('"cut":true'));
    // The system takes some megabytes before any waits here.
    while (!isCut() && written.length < 5_000) {
      written.push(...times(20, () => log.write(ACME, 'message.sent', caption).id as string));
      hub.wake(ACME);
      await come((received) => received.includes(written.at(-1) ?? ''));
    }
    expect(isCut()).to.equal(true);
    deaf.resume();
    await wasCut;
    expect(idsIn(text())).to.deep.equal(written);
  }).timeout(60_000);

  it('sets its pace by the caller who catches up', async () => {
    const { port, log } = await startEventDoor();
    const caption = 'x'.repeat(10_000);
    const written = times(3_000, () => log.write(ACME, 'message.sent', caption).id as string);
    const slow = connect(port, '127.0.0.1');
    slow.pause().write(requestHead('/events', { 'Last-Event-ID': 'evt_0000000000000abcdefgh' }));
    await once(slow, 'readable');
    // Far more than a mebibyte lies behind it; what is read by now stays far below all of it.
    const reads = await until('a stop of reading', async () => {
      const before = log.reads();
      await new Promise((resolve) => setTimeout(resolve, 50));
      return log.reads() === before && before;
    });
    expect(reads).to.be.lessThan(written.length / 25);
    let received = '';
    slow.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
    await until('the rest', () => received.includes(written.at(-1) ?? ''));
    slow.destroy();
  }).timeout(60_000);

  it('ends at once with a last comment when the server stops, which no listener delays', async () => {
    const { port, rest, log, hub } = await startEventDoor();
    const { connection, text } = await openStream(port);
    const deaf = connect(port, '127.0.0.1').on('error', () => undefined);
    deaf.pause().write(requestHead('/events'));
    await once(deaf, 'readable');
    const { until: come } = await openStream(port);
    const caption = 'x'.repeat(10_000);
    for (let written = 0; written < 600; written += 50) {
      const last = times(50, () => log.write(ACME, 'message.sent', caption)).at(-1);
      hub.wake(ACME);
      await come((received) => received.includes(last?.id ?? ''));
    }
    expect(await rest.close(60 * SECOND)).to.equal(true);
    await connection.closed();
    expect(text()).to.match(/\n\n: .+\n\n$/);
    deaf.destroy();
  });

  it('is taken after the stop no more', async () => {
    const { port, rest } = await startEventDoor();
    const { connection, text } = await openStream(port);
    connection.write(requestHead('/events'));
    const stopped = rest.close(60 * SECOND);
    expect((await connection.closed()).match(/HTTP\/1\.1 200/g)).to.have.length(1);
    expect(text()).to.contain(': postcard');
    await stopped;
  });

  it('is closed last where the door is full', async () => {
    const { port, log, hub } = await startEventDoor({ limits: { connections: 5 } });
    const { until: come } = await openStream(port);
    for (let crowd = 0; crowd < 20; crowd += 1) {
      const { status } = await exchangeRaw(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n');
      expect(status).to.equal(200);
    }
    const { id } = log.write(ACME);
    hub.wake(ACME);
    await come((received) => received.includes(id));
  });
});
