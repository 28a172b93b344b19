import { expect } from 'chai';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { receivedBy } from '../support/sandbox-list.js';
import { postMedia } from '../support/send.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { openFiles } from '../support/open-files.js';
import { until } from '../support/until.js';

const VISITS = 2_000;
const AT_ONCE = 50;

/** How a caller is hostile: where in the request it stops, what it spoils, and how it leaves. */
interface Visit {
  readonly stopAt: number;
  readonly spoil: { readonly at: number; readonly byte: number } | null;
  readonly leave: 'reset' | 'end';
}

describe('open files', () => {
  let world: PostcardWorld;
  let request: Buffer;

  before(async function () {
    if (process.platform !== 'linux') this.skip();
    world = await startPostcard({ limits: { lingerTime: 20, watchInterval: 20 } });
    const token = await world.newToken((await world.newAccount()).id);
    const upload = { name: 'cat.jpg', bytes: new Uint8Array(Buffer.concat([sample('jpg'), Buffer.alloc(30_000)])) };
    const { headers, body } = await multipartBody({ phone: '14155553999', media_type: 'image' }, upload);
    const head = [
      'POST /messages/media HTTP/1.1',
      'Host: x',
      `Authorization: Bearer ${token}`,
      `Content-Type: ${headers['content-type']}`,
      `Content-Length: ${body.length}`,
    ];
    request = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
    // The pools of threads, sockets and modules are filled by the first requests.
    await postMedia({ url: world.url, token }, { headers, body });
  });
  after(() => world.close());

  const visit = async ({ stopAt, spoil, leave }: Visit): Promise<void> => {
    const bytes = Buffer.from(request.subarray(0, stopAt));
    if (spoil !== null && spoil.at < bytes.length) bytes[spoil.at] = spoil.byte;
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).resume();
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.write(bytes, () => {
      if (leave === 'end') socket.end();
      else setImmediate(() => socket.resetAndDestroy());
    });
    await closed;
  };

  it('are no more after two thousand hostile requests than before, and nothing is left or sent', async () => {
    const visits = fc.sample(
      fc.record<Visit>({
        // Never the whole request as it should be: that one would be sent.
        stopAt: fc.integer({ min: 0, max: request.length - 3 }),
        spoil: fc.option(fc.record({ at: fc.nat(request.length - 1), byte: fc.nat(255) })),
        leave: fc.constantFrom('reset', 'end'),
      }),
      { numRuns: VISITS, seed: 20_261_127 },
    );
    const before = openFiles();
    for (let n = 0; n < VISITS; n += AT_ONCE) await Promise.all(visits.slice(n, n + AT_ONCE).map(visit));
    // Connections to WhatsApp that were open before may have been closed for want of use.
    await until('the files to be closed', () => (openFiles() <= before + 2 ? true : undefined));
    expect(await receivedBy(world.sandboxUrl, '14155553999')).to.have.length(1);
    await until('what was staged to be gone', () =>
      readdirSync(`${world.dataDir}/media/staging`).length === 0 ? true : undefined,
    );
  });
});
