import { expect } from 'chai';
import { createServer as createTcpServer } from 'node:net';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { nothingShown } from '../../../src/domain/model/contact/shown-person.js';
import { type UserId } from '../../../src/domain/model/contact/user-id.js';
import { manualTimer } from '../../kit/time/manual-timer.js';
import { skippingTime } from '../../kit/time/skipping-time.js';
import { settled } from '../../support/at-rest.js';
import {
  accept,
  ACCESS_TOKEN,
  client,
  closeAll,
  deadUrl,
  expectAccepted,
  expectNotSent,
  expectUnknown,
  failureOf,
  graph,
  graphError,
  json,
  listen,
  nextTurn,
  NOW,
  order,
  patientBudget,
} from './support.js';
import { until } from '../../support/until.js';

afterEach(closeAll);

describe('a message that WhatsApp accepts', () => {
  it('comes back with its wamid, the wa_id of the recipient and the time', async () => {
    const { url } = await graph(({ res }) => {
      accept(res, 'wamid.HBgL');
    });
    expect(await client(url).send(order())).to.deep.equal({
      _tag: 'Accepted',
      wamid: 'wamid.HBgL',
      shown: { ...nothingShown, waId: '14155550123' },
      at: NOW,
    });
  });

  it('may come without contacts', async () => {
    const { url } = await graph(({ res }) => {
      json(res, 200, { messages: [{ id: 'wamid.X' }], contacts: [{ wa_id: 7 }] });
    });
    expect(await client(url).send(order())).to.deep.include({
      _tag: 'Accepted',
      wamid: 'wamid.X',
      shown: nothingShown,
    });
  });

  it('may be announced by 1xx answers first', async () => {
    const { url } = await graph(({ res }) => {
      res.writeProcessing();
      accept(res);
    });
    expectAccepted(await client(url).send(order()));
  });
});

describe('a message that certainly was not sent', () => {
  it('is tried again after a transient refusal until it is accepted', async () => {
    const server = await graph(({ res, number }) => {
      if (number <= 3) json(res, 503, graphError(2));
      else accept(res);
    });
    expectAccepted(await client(server.url).send(order()));
    expect(server.requests).to.have.length(4);
  });

  it('is given up as retryable when the time for all tries is over', async () => {
    const server = await graph(({ res }) => {
      json(res, 500, graphError(131000));
    });
    const time = skippingTime((wait) => wait < patientBudget.answerMs);
    const failure = expectNotSent(await client(server.url, { time }).send(order()), true);
    expect(failure.whatsapp).to.deep.equal({
      code: 131000,
      title: 'Some title',
      details: 'Some details.',
      fbtraceId: 'Atrace',
    });
    const { allTriesMs, connectMs, answerMs } = patientBudget;
    expect(time.now()).to.be.within(allTriesMs - connectMs - answerMs - 8_000, allTriesMs - connectMs - answerMs);
    expect(server.requests).to.have.length(time.skipped.length + 1);
  });

  it('waits as long as Retry-After asks', async () => {
    const time = skippingTime((wait) => wait < patientBudget.answerMs);
    const { url } = await graph(({ res, number }) => {
      if (number === 1) json(res, 429, graphError(130429), { 'retry-after': '1' });
      else accept(res);
    });
    expectAccepted(await client(url, { time }).send(order()));
    expect(time.skipped).to.deep.equal([1_000]);
  });

  it('does not wait for a Retry-After beyond its time', async () => {
    const server = await graph(({ res }) => {
      json(res, 429, graphError(130429), { 'retry-after': '3600' });
    });
    expectNotSent(await client(server.url).send(order()), true);
    expect(server.requests).to.have.length(1);
  });

  it('is tried again while nobody listens, and then given up as retryable', async () => {
    const time = skippingTime((wait) => wait < patientBudget.answerMs);
    const whatsapp = client(await deadUrl(), { time });
    const failure = expectNotSent(await whatsapp.send(order()), true);
    expect(failure.whatsapp).to.equal(null);
    expect(whatsapp.logged.filter((line) => line.includes('again')).length).to.be.at.least(1);
  });

  it('has a name that does not resolve', async () => {
    const whatsapp = client('http://no-such-host.invalid', { budget: { allTriesMs: 1 } });
    expectNotSent(await whatsapp.send(order()), true);
  });

  it('is not written later when its connection comes after the time for connecting', async () => {
    // A connector that takes its time: TLS against a server that never says hello.
    const server = createTcpServer((socket) => socket.resume());
    const url = (await listen(server)).replace('http:', 'https:');
    const whatsapp = client(url, { budget: { connectMs: 50, answerMs: 50, allTriesMs: 1 } });
    expectNotSent(await whatsapp.send(order()), true);
  });

  it('is refused for good by an HTTP status of the request itself without a Graph error', async () => {
    for (const [status, body] of [
      [400, 'Bad Request'],
      [403, '<html>blocked</html>'],
      [404, '{"message":"no such route"}'],
      [413, ''],
      [302, ''],
      [308, '{"messages":[{"id":"wamid.FAKE"}]}'],
    ] as const) {
      const server = await graph(({ res }) => res.writeHead(status, { location: '/elsewhere' }).end(body));
      const failure = expectNotSent(await client(server.url).send(order()), false);
      expect(failure.error).to.include(String(status));
      expect(server.requests, `${status}`).to.have.length(1);
    }
  });

  it('is tried again after a 429 of something before WhatsApp', async () => {
    const server = await graph(({ res, number }) => {
      if (number === 1) res.writeHead(429).end('slow down');
      else accept(res);
    });
    expectAccepted(await client(server.url).send(order()));
  });
});

describe('a message whose outcome is unknown', () => {
  it('is not sent again when no answer comes', async () => {
    const time = manualTimer();
    const server = await graph(() => time.pass(patientBudget.answerMs));
    expectUnknown(await client(server.url, { time }).send(order()));
    expect(server.requests).to.have.length(1);
  });

  it('is not sent again when the answer stops after its head', async () => {
    const time = manualTimer();
    const server = await graph(async ({ res }) => {
      res.writeHead(200, { 'content-length': '100' }).write('{"mess');
      await settled();
      time.pass(patientBudget.answerMs);
    });
    expectUnknown(await client(server.url, { time }).send(order()));
    expect(server.requests).to.have.length(1);
  });

  it('is not sent again when the connection is cut instead of an answer', async () => {
    for (const cut of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const server = await graph(({ req }) => {
        if (cut === 'resetAndDestroy') req.socket.resetAndDestroy();
        else req.socket[cut]();
      });
      expectUnknown(await client(server.url).send(order()));
      expect(server.requests, cut).to.have.length(1);
    }
  });

  it('is not sent again when the connection is cut before the body was read', async () => {
    const server = await graph(({ req }) => req.socket.resetAndDestroy(), { early: true });
    expectUnknown(await client(server.url).send(order()));
    expect(server.requests).to.have.length(1);
  });

  it('is not sent again when a kept connection is reset as the request arrives', async () => {
    const server = await graph(({ req, res, number }) => {
      if (number === 1) accept(res);
      else req.socket.resetAndDestroy();
    });
    const whatsapp = client(server.url);
    expectAccepted(await whatsapp.send(order()));
    await nextTurn();
    expectUnknown(await whatsapp.send(order()));
    expect(server.requests).to.have.length(2);
    expect(server.totalConnections()).to.equal(1);
  });

  it('is not sent again when the connection closes before even a head was read', async () => {
    let connections = 0;
    const url = await listen(
      createTcpServer((socket) => {
        connections += 1;
        socket.once('data', () => socket.destroy());
      }),
    );
    expectUnknown(await client(url).send(order()));
    expect(connections).to.equal(1);
  });

  it('is not sent again when the answer is no HTTP', async () => {
    let connections = 0;
    const url = await listen(
      createTcpServer((socket) => {
        connections += 1;
        socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
      }),
    );
    expectUnknown(await client(url).send(order()));
    expect(connections).to.equal(1);
  });

  it('is not sent again after a 5xx without a Graph error', async () => {
    for (const [status, body] of [
      [500, ''],
      [502, '<h1>Bad Gateway</h1>'],
      [503, '{"message":"upstream unavailable"}'],
      [504, '{"error":"timeout"}'],
      [503, '{"error":{"code":"131000"}}'],
      [500, '{"error":{"code":null,"message":"x"}}'],
      [408, ''],
      [303, ''],
    ] as const) {
      const server = await graph(({ res }) => res.writeHead(status).end(body));
      expectUnknown(await client(server.url).send(order()));
      expect(server.requests, `${status} ${body}`).to.have.length(1);
    }
  });

  it('is not sent again after a success that says nothing', async () => {
    for (const body of [
      '',
      'OK',
      '<!doctype html>',
      '[]',
      'null',
      '{}',
      '{"messages":[]}',
      '{"messages":[{}]}',
      '{"messages":[{"id":""}]}',
      '{"messages":[{"id":7}]}',
      '{"messages":{"0":{"id":"wamid.X"}}}',
      '{"messages":[{"id":"wamid.\\u0000"}]}',
      JSON.stringify(graphError(2)),
      JSON.stringify(graphError(131026)),
      `{"messages":[{"id":"wamid.X"}]`,
    ]) {
      const server = await graph(({ res }) => res.writeHead(200).end(body));
      expectUnknown(await client(server.url).send(order()));
      expect(server.requests, body).to.have.length(1);
    }
  });

  it('is not read without end', async () => {
    let sent = 0;
    let closed = false;
    const server = await graph(({ res }) => {
      res.on('close', () => (closed = true));
      res.writeHead(200);
      const more = (): void => {
        if (res.destroyed) return;
        sent += 65_536;
        if (res.write(Buffer.alloc(65_536, 0x20))) setImmediate(more);
        else res.once('drain', more);
      };
      more();
    });
    expectUnknown(await client(server.url).send(order()));
    expect(sent).to.be.below(16 * 1_048_576);
    await until('the connection to be closed', () => closed);
  });
});

describe('what is told and logged', () => {
  it('never holds the access token, also when Meta repeats it', async () => {
    const echo = `Malformed access token ${ACCESS_TOKEN}, or EAAGm0PX4ZCpsBAKZCZBexampleexample`;
    const { url } = await graph(({ res }) => {
      json(res, 401, graphError(190, { message: echo, error_data: { details: echo }, fbtrace_id: ACCESS_TOKEN }));
    });
    const whatsapp = client(url);
    const failure = expectNotSent(await whatsapp.send(order()), false);
    const everything = JSON.stringify([failure, whatsapp.logged]);
    expect(everything).to.not.include(ACCESS_TOKEN);
    expect(everything).to.not.include('EAAGm0PX4ZCpsBAKZCZB');
    expect(failure.whatsapp?.title).to.equal('Malformed access token [access token], or [access token]');
  });

  it('never logs a whole phone number or a caption', async () => {
    const { url } = await graph(({ res, number }) => {
      if (number === 1) json(res, 500, graphError(131000, { message: 'to +14155550123: marked caption' }));
      else json(res, 400, graphError(131026, { error_data: { details: '+14155550123' } }));
    });
    const whatsapp = client(url);
    await whatsapp.send(order({ caption: 'marked caption' }));
    expect(whatsapp.logged.join('\n'))
      .to.include('+1415*****23')
      .and.not.include('14155550123')
      .and.not.include('marked caption');
  });

  it('is cut to a bearable length', async () => {
    const { url } = await graph(({ res }) => {
      json(res, 400, graphError(100, { message: '💌'.repeat(20_000) }));
    });
    const failure = failureOf(await client(url).send(order()));
    expect([...(failure.whatsapp?.title ?? '')]).to.have.length(1_000);
  });

  it('masks the user id of a recipient without a number', async () => {
    const { url } = await graph(({ res }) => {
      json(res, 400, graphError(131062, { message: 'to US.13491208655302741918' }));
    });
    const whatsapp = client(url);
    await whatsapp.send(order({ to: { phone: null, userId: 'US.13491208655302741918' as UserId } }));
    expect(whatsapp.logged.join('\n')).to.include('US.13*****18').and.not.include('US.13491208655302741918');
  });

  it('bears a recipient that is hardly a number', async () => {
    const { url } = await graph(({ res }) => res.writeHead(500).end());
    expectUnknown(await client(url).send(order({ to: byNumber('1' as PhoneNumber) })));
  });
});
