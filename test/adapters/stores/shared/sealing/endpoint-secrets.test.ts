import { expect } from 'chai';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import {
  endpointNeedsSealing,
  openEndpoint,
  sealEndpoint,
} from '../../../../../src/adapters/stores/shared/sealing/endpoint-secrets.js';
import { type Endpoint } from '../../../../../src/domain/model/webhook/endpoint.js';
import { type WebhookSecret } from '../../../../../src/domain/model/webhook/webhook-secret.js';
import { keySealer, plainSealer } from '../../../../../src/kit/crypto/sealer.js';
import { anyEndpoint } from '../../../../support/any-webhook.js';

const secret = (text: string) => text as WebhookSecret;
const [sample] = fc.sample(anyEndpoint, { numRuns: 1, seed: 7 });
const endpoint = {
  ...sample,
  secret: secret('marked-1'),
  oldSecret: { secret: secret('marked-2'), validUntil: 1 },
} as Endpoint;
const key = randomBytes(32);

class KeyGone extends Error {}
class Broken extends Error {}
const faults = { keyMissing: () => new KeyGone(), damaged: () => new Broken() };

describe("an endpoint's secrets", () => {
  it('are all hidden by a key, and come back with it', () => {
    const sealer = keySealer(key);
    for (const one of [endpoint, { ...endpoint, oldSecret: null }]) {
      const stored = sealEndpoint(one, sealer);
      expect(JSON.stringify(stored)).to.not.include('marked');
      expect(openEndpoint(stored, sealer, faults)).to.deep.equal(one);
    }
  });

  it('are as they were in a store without a key, also once one is set', () => {
    const stored = sealEndpoint(endpoint, plainSealer);
    for (const sealer of [plainSealer, keySealer(key)])
      expect(openEndpoint(stored, sealer, faults)).to.deep.equal(endpoint);
  });

  it('fail the store where this process has no key, and the one endpoint where they are damaged', () => {
    const sealer = keySealer(key);
    const stored = sealEndpoint(endpoint, sealer);
    expect(() => openEndpoint(stored, plainSealer, faults)).to.throw(KeyGone);
    for (const odd of ['', 'v1.', 'marked-1', keySealer(randomBytes(32)).seal('x')])
      expect(() => openEndpoint({ ...stored, secret: secret(odd) }, sealer, faults)).to.throw(Broken);
  });

  it('need sealing where one of them is in the clear, or sealed with another key', () => {
    const other = randomBytes(32);
    const [sealer, former] = [keySealer(key, other), keySealer(other)];
    const stored = sealEndpoint(endpoint, sealer);
    expect(endpointNeedsSealing(sealEndpoint(endpoint, plainSealer), sealer)).to.equal(true);
    expect(endpointNeedsSealing(stored, sealer)).to.equal(false);
    expect(endpointNeedsSealing(sealEndpoint({ ...endpoint, oldSecret: null }, sealer), sealer)).to.equal(false);
    expect(endpointNeedsSealing(sealEndpoint(endpoint, former), sealer)).to.equal(true);
    const oldSecret = { secret: secret(former.seal('x')), validUntil: 1 };
    expect(endpointNeedsSealing({ ...stored, oldSecret }, sealer)).to.equal(true);
  });
});
