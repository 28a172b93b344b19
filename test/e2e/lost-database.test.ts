import { expect } from 'chai';
import { request } from 'node:http';
import { type Answer } from '../support/openapi.js';
import { call } from '../support/http-client.js';
import { withMongodb } from '../support/mongodb/database.js';
import { multipartBody } from '../support/request-bodies.js';
import { errorCode, sentData } from '../support/send.js';
import { until } from '../support/until.js';
import { type NodeOnAWire, startNodeOnAWire } from './node-on-a-wire.js';

const MEBI = 1_048_576;

/** That the answers come within 2 s, and that it is well again within 10, is measured by `npm run test:faults`. */
withMongodb(() => {
  describe('a service whose database is lost', () => {
    let node: NodeOnAWire;

    before(async () => {
      node = await startNodeOnAWire();
    });
    after(() => node.close());
    afterEach(() => node.wire.restore());

    const expectPutOff = (answer: Answer): void => {
      expect(answer.status).to.equal(503);
      expect(errorCode(answer)).to.equal('SERVICE_UNAVAILABLE');
      expect(answer.headers['retry-after']).to.match(/^[0-9]+$/);
    };

    for (const [way, phone] of [
      ['cut', '14155550001'],
      ['stall', '14155550002'],
    ] as const)
      it(`answers 503 after a ${way} of its wire, acknowledges nothing, and is well again once the wire is`, async () => {
        const { send, readiness } = node;
        sentData(await send(phone, `${way} before`));
        node.wire[way]();
        for (const _round of ['first', 'second']) {
          const [plain, keyed, ready] = await Promise.all([send(phone), send(phone, way), readiness()]);
          expectPutOff(plain);
          expectPutOff(keyed);
          expect(ready).to.equal(503);
        }
        expect((await call(node.url, { method: 'GET', path: '/healthz' })).status).to.equal(200);

        node.wire.restore();
        await node.untilReady();
        sentData(await send(phone, way));
        expect(node.whatsapp.received(phone)).to.equal(2);
      });

    it('refuses an upload that is under way, and sends nothing of it', async () => {
      const { headers, body } = await multipartBody(
        { phone: '14155550003', media_type: 'document' },
        { name: 'a.txt', bytes: new Uint8Array(3 * MEBI).fill(65) },
      );
      const upload = request(`${node.url}/messages/media`, {
        method: 'POST',
        headers: { ...headers, authorization: `Bearer ${node.token}`, 'content-length': body.length },
      });
      const answered = new Promise<number>((resolve, reject) => {
        upload.on('response', (response) => resolve(response.resume().statusCode ?? 0));
        upload.on('error', reject);
      });
      upload.write(body.subarray(0, 2 * MEBI));
      const chunks = node.database.db.collection('media.chunks');
      await until('the first chunk', async () => ((await chunks.countDocuments({ n: 1 })) > 0 ? true : undefined));
      node.wire.stall();
      upload.end(body.subarray(2 * MEBI));
      expect(await answered).to.equal(503);
      expect(node.whatsapp.received('14155550003')).to.equal(0);
    });
  });
});
