import { expect } from 'chai';
import { isRight } from 'fp-ts/lib/Either.js';
import pino from 'pino';
import {
  type MongodbRecords,
  openMongodbNode,
  openMongodbRecords,
} from '../../../../../src/adapters/stores/mongodb/records.js';
import { webhookSecret } from '../../../../../src/domain/model/webhook/webhook-secret.js';
import { withNewSecret } from '../../../../../src/domain/model/webhook/endpoint.js';
import { endpointDraft, makeEndpoint } from '../../../../contracts/events/stage.js';
import { ACME, left, NOW, right, some, whole } from '../../../../contracts/support.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { patience } from '../fresh.js';

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

withMongodb(() => {
  describe('the secrets of endpoints in MongoDB', () => {
    it('are sealed as those of accounts are: when a key is set, in every write, and again with another key', async () => {
      const { url, db, drop } = await makeDatabase();
      const options = (encryptionKey: Uint8Array | null, encryptionKeyOld: Uint8Array | null = null) => ({
        ...{ url, encryptionKey, encryptionKeyOld, patience },
        time: manualTimer(),
      });
      const upgrading = { log: pino({ level: 'silent' }), stopping: new AbortController().signal, time: manualTimer() };
      const serve = async (...keys: Parameters<typeof options>): Promise<MongodbRecords> => {
        const opened = await openMongodbNode(options(...keys), upgrading);
        return isRight(opened) ? opened.right : expect.fail(opened.left._tag);
      };
      const stored = async () => JSON.stringify(await db.collection('webhookEndpoints').find().toArray());
      const [first, second] = [webhookSecret('1'.repeat(43)), webhookSecret('2'.repeat(43))];
      const { id } = endpointDraft(1);

      const plain = await serve(null);
      await makeEndpoint(plain, 1, { secret: first });
      expect(await stored()).to.include(first);

      const sealed = await serve(key(1));
      expect(await stored()).to.not.include('whsec_');
      expect(await some(sealed.endpoints.byId(ACME, id))).to.include({ secret: first });
      expect(await left(plain.endpoints.byId(ACME, id))).to.include({ _tag: 'Unavailable' });
      await right(sealed.endpoints.update(ACME, id, (one) => withNewSecret(one, second, NOW)));
      await right(sealed.endpoints.update(ACME, id, (one) => ({ ...one, description: 'other' })));
      expect(await stored())
        .to.not.include('whsec_')
        .and.not.include('"sealed":false');

      const changed = await serve(key(2), key(1));
      const alone = await openMongodbRecords(options(key(2)));
      expect(await some(alone.endpoints.byId(ACME, id))).to.deep.include({
        secret: second,
        oldSecret: { secret: first, validUntil: (await some(changed.endpoints.byId(ACME, id))).oldSecret?.validUntil },
      });

      await db.collection('webhookEndpoints').updateOne({}, { $set: { secret: 'v1.damaged' } });
      const { items, damaged } = await right(alone.endpoints.list(ACME));
      expect(items).to.deep.equal([]);
      expect(damaged).to.have.length(1);
      const again = await serve(key(2), key(3));
      expect(again.damaged.map(({ what }) => what).join()).to.include(id);
      await right(again.endpoints.remove(ACME, id));
      expect(await whole(alone.endpoints.list(ACME))).to.deep.equal([]);
      for (const records of [plain, sealed, changed, alone, again]) await records.close();
      await drop();
    });
  });
});
