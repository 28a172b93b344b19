import { expect } from 'chai';
import fc from 'fast-check';
import { settled } from '../../support/at-rest.js';
import { openFiles } from '../../support/open-files.js';
import { until } from '../../support/until.js';
import { BOUNDARY, fieldOf, fileOf, FORM_TYPE, writeForm } from './support/form.js';
import { connectRaw, dropConnections, postHead } from './support/raw.js';
import { startServer, stopServers } from './support/server.js';

const body = writeForm([fieldOf('phone', '14155550123'), fileOf(Buffer.alloc(100_000, 'x')), fieldOf('caption', 'Hi')]);
const request = Buffer.concat([
  Buffer.from(postHead({ 'Content-Type': FORM_TYPE, 'Content-Length': body.length })),
  body,
]);

/** What a caller sends, and how it leaves. */
interface Visit {
  readonly bytes: Uint8Array;
  readonly leave: 'close' | 'reset';
}

const leave = fc.constantFrom<Visit['leave']>('close', 'reset');
const visit: fc.Arbitrary<Visit> = fc.oneof(
  fc.record({ bytes: fc.uint8Array({ maxLength: 300 }), leave }),
  fc.record({ bytes: fc.nat(request.length).map((length) => request.subarray(0, length)), leave }),
  fc.record({
    bytes: fc.tuple(fc.nat(request.length - 1), fc.nat(255)).map(([at, byte]) => {
      const changed = Buffer.from(request);
      changed[at] = byte;
      return changed;
    }),
    leave,
  }),
);

/** Whether no request runs but the one that asks. */
const isIdle = async (url: string): Promise<boolean> => {
  const metrics = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  return /^postcard_http_requests_in_flight 1$/m.test(metrics);
};

describe('hostile callers', () => {
  afterEach(async () => {
    dropConnections();
    await stopServers();
  });

  it('stop nothing, leave nothing open and never get a 5xx', async function () {
    if (process.platform !== 'linux') this.skip();
    const { port, url, logLines, seen } = await startServer({ limits: { lingerTime: 20, watchInterval: 20 } });
    const before = openFiles();
    await fc.assert(
      fc.asyncProperty(visit, async ({ bytes, leave: how }) => {
        const connection = await connectRaw(port);
        connection.write(bytes);
        if (how === 'close') connection.socket.end();
        else setImmediate(() => connection.socket.resetAndDestroy());
        expect(await connection.closed()).not.to.match(/^HTTP\/1\.1 5/);
      }),
      { numRuns: 400 },
    );
    for (const { files, fault } of seen)
      if (fault === null) for (const { content } of files) expect(content.length).to.equal(100_000);
    await until('the requests to be over', () => isIdle(url));
    await until('the files to be closed', () => openFiles() <= before + 2);
    expect(logLines.filter((line) => line.includes('"defect"'))).to.deep.equal([]);
  });

  it('are answered request by request, and not parsed before', async () => {
    const { port, url } = await startServer({ limits: { pipelined: 5 } });
    const get = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';
    const patient = await connectRaw(port);
    for (let round = 1; round <= 3; round += 1) {
      patient.write(get.repeat(5));
      await patient.until((received) => received.split('HTTP/1.1 200').length === 1 + 5 * round);
    }
    const greedy = await connectRaw(port);
    greedy.write(get.repeat(1_000));
    await greedy.until((received) => received.split('HTTP/1.1 200').length === 1_001);
    // Behind a chunked body only the parser knows where a request begins. So they are parsed, and may be too many.
    const hidden = await connectRaw(port);
    const wrong = `--${BOUNDARY}?`;
    const chunk = `${wrong.length.toString(16)}\r\n${wrong}\r\n`;
    hidden.write(`${postHead({ 'Content-Type': FORM_TYPE, 'Transfer-Encoding': 'chunked' })}${chunk}`);
    await settled();
    hidden.write(`0\r\n\r\n${get.repeat(20)}`);
    expect((await hidden.closed()).split('HTTP/1.1 200').length).to.be.at.most(2);
    const gone = await connectRaw(port);
    gone.write(get.repeat(4));
    gone.socket.resetAndDestroy();
    await gone.closed();
    await until('the requests to be over', () => isIdle(url));
  });
});
