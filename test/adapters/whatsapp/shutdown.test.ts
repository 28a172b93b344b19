import { expect } from 'chai';
import {
  accept,
  client,
  closeAll,
  expectAccepted,
  expectNotSent,
  expectUnknown,
  graph,
  graphError,
  json,
  media,
  nextTurn,
  order,
} from './support.js';
import { until } from '../../support/until.js';

afterEach(closeAll);

const longPauses = { budget: { firstPauseMs: 60_000, allTriesMs: 6_000_000 } };

describe('a service that is stopping', () => {
  it('begins no retry, and ends the pause before one', async () => {
    const server = await graph(({ res }) => {
      json(res, 503, graphError(133004));
    });
    const whatsapp = client(server.url, longPauses);
    const sending = whatsapp.send(order());
    await until('the pause', () => whatsapp.logged.some((line) => line.includes('again')));
    whatsapp.stopping.abort();
    expectNotSent(await sending, true);
    expect(server.requests).to.have.length(1);
  });

  it('does not even begin to pause', async () => {
    const server = await graph(({ res }) => {
      whatsapp.stopping.abort();
      json(res, 503, graphError(133004));
    });
    const whatsapp = client(server.url, longPauses);
    expectNotSent(await whatsapp.send(order()), true);
    expect(server.requests).to.have.length(1);
  });

  it('still makes the first try of what it has taken on, upload included', async () => {
    const server = await graph(({ res, seen }) => {
      if (seen.path.endsWith('/media')) json(res, 200, { id: '1' });
      else accept(res);
    });
    const whatsapp = client(server.url, { mode: 'upload' });
    whatsapp.stopping.abort();
    expectAccepted(await whatsapp.send(order()));
  });

  it('lets a running call end', async () => {
    let finish: (() => void) | undefined;
    const server = await graph(({ res }) => {
      finish = () => {
        accept(res);
      };
    });
    const whatsapp = client(server.url);
    const sending = whatsapp.send(order());
    const answer = await until('the request', () => finish);
    whatsapp.stopping.abort();
    answer();
    expectAccepted(await sending);
  });
});

describe('a service that leaves', () => {
  it('does not know what became of a message that was handed over', async () => {
    const server = await graph(() => undefined);
    const whatsapp = client(server.url);
    const sending = whatsapp.send(order());
    await until('the request', () => server.requests.length === 1);
    whatsapp.leaving.abort();
    const failure = expectUnknown(await sending);
    expect(failure.error).to.include('stopped');
    await until('the call to be cut', () => server.requests.every(({ over }) => over));
  });

  it('knows that a message whose upload was not finished is not sent', async () => {
    let endedSource = false;
    const server = await graph(() => undefined, { early: true });
    const whatsapp = client(server.url, { mode: 'upload' });
    const endless = media('', {
      sizeBytes: 1_000_000_000,
      bytes: async function* () {
        try {
          for (;;) {
            yield Buffer.alloc(1_024);
            await nextTurn();
          }
        } finally {
          endedSource = true;
        }
      },
    });
    const sending = whatsapp.send(order({ media: endless }));
    await until('the upload', () => server.requests.length === 1);
    whatsapp.leaving.abort();
    const failure = expectNotSent(await sending, true);
    expect(failure.error).to.include('stopped');
    expect(server.requests).to.have.length(1);
    await until('the source to be let go', () => endedSource);
  });

  it('leaves at once also when the source of an upload hangs', async () => {
    const server = await graph(() => undefined, { early: true });
    const whatsapp = client(server.url, { mode: 'upload', budget: { uploadMs: 600_000 } });
    const hanging = media('', {
      sizeBytes: 10,
      bytes: async function* () {
        yield Buffer.from('a');
        await new Promise(() => undefined);
      },
    });
    const sending = whatsapp.send(order({ media: hanging }));
    await until('the upload', () => server.requests.length === 1);
    whatsapp.leaving.abort();
    expectNotSent(await sending, true);
  });

  it('hands over nothing any more', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    for (const mode of ['link', 'upload'] as const) {
      const whatsapp = client(server.url, { mode });
      whatsapp.leaving.abort();
      expectNotSent(await whatsapp.send(order({ media: media() })), true);
    }
    expect(server.requests).to.have.length(0);
  });

  it('ends everything when it closes, and closing twice is harmless', async () => {
    const server = await graph(() => undefined);
    const whatsapp = client(server.url);
    const sending = Promise.all(Array.from({ length: 40 }, () => whatsapp.send(order())));
    await until('the requests', () => server.requests.length === 40);
    await whatsapp.close();
    await whatsapp.close();
    (await sending).forEach(expectUnknown);
    expectNotSent(await whatsapp.send(order()), true);
    expect(server.requests).to.have.length(40);
  });
});
