import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Gauge, Registry } from 'prom-client';
import { type SendMediaMessageRequest } from '../../../src/adapters/grpc/contract/gen/postcard/v1/SendMediaMessageRequest.gen.js';
import { type CuttingProxy, startCuttingProxy } from '../../support/cutting-proxy.js';
import { begin, connect, type GrpcOutcome } from '../../support/grpc-client.js';
import { file, type Origin, startOrigin } from '../../support/origin.js';
import { type PostcardWorld, startPostcard } from '../../support/postcard-world.js';
import { receivedBy } from '../../support/sandbox-list.js';
import { sample } from '../../support/samples.js';
import { until } from '../../support/until.js';

const CUTS = 100;
const TURNS = 20;

/** More than a call has before the first byte of its file. */
const HEAD_BYTES = 1_000;
const phone = '14155550123';
const chunk = Buffer.alloc(64 * 1_024, sample('pdf'));

/** An upload up to the point where it is cut: metadata, then so many chunks, perhaps the end, never a half-close. */
interface Cut {
  readonly chunks: number;
  readonly withUrl: boolean;
  /** How many turns of the event loop pass between the last part and the cut. */
  readonly turns: number;
}

/** Any byte of the file: a call that is cut before its head has come, the client quietly begins anew. */
const at = ({ chunks, turns }: Cut): number => HEAD_BYTES + (chunks * chunk.length * turns) / (TURNS + 1);

const cuts = fc.record({ chunks: fc.integer({ min: 0, max: 40 }), withUrl: fc.boolean(), turns: fc.nat(TURNS) });

describe('300 uploads that are cut', () => {
  let world: PostcardWorld;
  let origin: Origin;
  let proxy: CuttingProxy;
  let token: string;
  const metrics = new Registry();

  before(async () => {
    origin = await startOrigin({ '/a.pdf': file(sample('pdf')) });
    world = await startPostcard({ environment: { FETCH_ALLOWED_HOSTS: origin.host } });
    proxy = await startCuttingProxy(await world.openGrpcDoor({ metrics }));
    token = await world.newToken((await world.newAccount()).id);
  });
  after(async () => {
    await proxy.close();
    await world.close();
    await origin.close();
  });

  /** Runs an upload up to its cut and answers what the client was told. */
  const run = async (
    { chunks, withUrl, turns }: Cut,
    doCut: (upload: ReturnType<typeof begin>['upload']) => void,
  ): Promise<GrpcOutcome> => {
    // No byte of an earlier call counts towards this one's cut: it would come before the head.
    proxy.cut();
    const client = connect(proxy.address);
    const { upload, outcome } = begin(client, { token });
    const parts: SendMediaMessageRequest[] = [
      {
        metadata: {
          phone,
          media_type: 'MEDIA_TYPE_DOCUMENT',
          file_name: 'a.pdf',
          ...(withUrl ? { media_url: `${origin.url}/a.pdf` } : {}),
        },
      },
      ...Array.from({ length: chunks }, () => ({ chunk })),
    ];
    for (const part of parts) upload.write(part);
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    doCut(upload);
    const told = await outcome;
    client.close();
    return told;
  };

  const inFlight = async (): Promise<number> => {
    const gauge = metrics.getSingleMetric('postcard_grpc_calls_in_flight') as Gauge;
    return (await gauge.get()).values[0]?.value ?? 0;
  };

  const nothingIsLeft = async (): Promise<void> => {
    await until('the calls to be over', async () => (await inFlight()) === 0);
    await until(
      'the staging folder to be empty',
      async () => (await readdir(join(world.dataDir, 'media', 'staging'))).length === 0,
    );
    expect(await receivedBy(world.sandboxUrl, phone)).to.deep.equal([]);
  };

  it('send nothing and leave nothing when they are cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        const { code } = await run(cut, (upload) => {
          if (cut.chunks === 0) upload.cancel();
          else void proxy.passed(at(cut)).then(() => upload.cancel());
        });
        expect(code).to.equal(status.CANCELLED);
        // Some cancelled calls of this client put nothing on the wire: then the connection goes.
        proxy.cut();
      }),
      { numRuns: CUTS },
    );
    await nothingIsLeft();
  });

  it('send nothing and leave nothing when they half-close without an end', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        fc.pre(cut.chunks > 0);
        const { code, reason, violations } = await run(cut, (upload) => upload.end());
        expect([code, reason]).to.deep.equal([status.INVALID_ARGUMENT, 'VALIDATION_ERROR']);
        expect(violations).to.deep.equal({ body: ['stopped before its end'] });
      }),
      { numRuns: CUTS },
    );
    await nothingIsLeft();
  });

  it('send nothing and leave nothing when the socket is killed', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        fc.pre(cut.chunks > 0);
        const { code } = await run(cut, () => void proxy.passed(at(cut)).then(proxy.cut));
        expect(code).to.equal(status.UNAVAILABLE);
      }),
      { numRuns: CUTS },
    );
    await nothingIsLeft();
  });
});
