import { type Endpoint } from '../../../../domain/model/webhook/endpoint.js';
import { type WebhookSecret } from '../../../../domain/model/webhook/webhook-secret.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type StoredEndpoint } from '../../records/webhooks/endpoint.js';
import { unsealing, type UnsealFaults } from './unsealing.js';

/** The endpoint with each secret passed through `change`. */
const withSecrets = (endpoint: Endpoint, change: (secret: string) => string): Endpoint => {
  const { secret, oldSecret } = endpoint;
  return {
    ...endpoint,
    secret: change(secret) as WebhookSecret,
    oldSecret: oldSecret === null ? null : { ...oldSecret, secret: change(oldSecret.secret) as WebhookSecret },
  };
};

/** An endpoint as it is stored. */
export const sealEndpoint = (endpoint: Endpoint, { sealing, seal }: Sealer): StoredEndpoint => ({
  ...withSecrets(endpoint, seal),
  sealed: sealing,
});

/** An endpoint with unsealed secrets. Throws one of `faults` if they cannot be unsealed. */
export const openEndpoint = (
  { sealed, ...endpoint }: StoredEndpoint,
  sealer: Sealer,
  faults: UnsealFaults,
): Endpoint => (sealed ? unsealing(sealer, faults, () => withSecrets(endpoint, sealer.unseal)) : endpoint);

/** Whether a stored endpoint has a secret that another key sealed, or that is in the clear or damaged. */
export const endpointNeedsSealing = ({ secret, oldSecret, sealed }: StoredEndpoint, { sealedIt }: Sealer): boolean =>
  !sealed || !sealedIt(secret) || (oldSecret !== null && !sealedIt(oldSecret.secret));
