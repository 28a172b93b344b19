import { expect } from 'chai';
import { createServer } from 'node:https';
import { selfSigned } from './self-signed.js';
import { accept, client, closeAll, deadUrl, expectAccepted, expectNotSent, graph, listen, order } from './support.js';

/** Runs with environment variables that are put back afterwards. */
const withEnvironment = async (variables: Record<string, string>, run: () => Promise<void>): Promise<void> => {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
};

describe('the way to WhatsApp', () => {
  afterEach(closeAll);

  it('is not taken where the certificate is not to be trusted, whatever the environment says', async () => {
    let requests = 0;
    const server = createServer(selfSigned, (_req, res) => {
      requests += 1;
      accept(res);
    });
    const url = (await listen(server)).replace('http:', 'https:');
    const warnings = process.listeners('warning');
    process.removeAllListeners('warning');
    try {
      await withEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, async () => {
        const whatsapp = client(url, { budget: { allTriesMs: 1 } });
        expectNotSent(await whatsapp.send(order()), true);
        expect(whatsapp.logged.join()).to.include('DEPTH_ZERO_SELF_SIGNED_CERT');
      });
    } finally {
      for (const listener of warnings) process.on('warning', listener);
    }
    expect(requests).to.equal(0);
  });

  it('goes through no proxy of the environment', async () => {
    const server = await graph(({ res }) => {
      accept(res);
    });
    const proxy = await deadUrl();
    const proxies = { HTTP_PROXY: proxy, http_proxy: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy, NO_PROXY: '' };
    await withEnvironment({ ...proxies, NODE_USE_ENV_PROXY: '1' }, async () => {
      expectAccepted(await client(server.url).send(order()));
    });
  });

  it('has room for the calls of one account beside the slow ones of another', async () => {
    const server = await graph(({ res, seen }) => {
      if (!seen.path.includes('/slow/')) accept(res);
    });
    const whatsapp = client(server.url, { budget: { answerMs: 60_000, allTriesMs: 120_000 } });
    const slow = Array.from({ length: 64 }, () =>
      whatsapp.send(order({ credentials: { phoneNumberId: 'slow', accessToken: 't' } })),
    );
    expectAccepted(await whatsapp.send(order()));
    whatsapp.leaving.abort();
    await Promise.all(slow);
  });
});
