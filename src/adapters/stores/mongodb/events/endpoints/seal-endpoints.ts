import { type Filter } from 'mongodb';
import { type Endpoint } from '../../../../../domain/model/webhook/endpoint.js';
import { type Damaged } from '../../../../../domain/ports/store.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { type StoredEndpoint } from '../../../records/webhooks/endpoint.js';
import { readEach } from '../../../shared/read-each.js';
import { endpointNeedsSealing, sealEndpoint } from '../../../shared/sealing/endpoint-secrets.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { type Kept } from '../../database/documents.js';
import { CorruptDocument } from '../../database/faults.js';
import { sealing } from '../../database/key-checks.js';
import { endpointDocuments, endpointOf } from './endpoint-documents.js';

/** What one round of sealing endpoints came to. */
export interface SealedEndpoints {
  /** How many were not sealed with the key that seals. Those that others changed meanwhile are left for the next round. */
  readonly due: number;
  /** The endpoints that no key opens. They stay as they are. */
  readonly damaged: readonly Damaged[];
}

/**
 * Seals the secrets of the endpoints that fit a filter, where they are in the clear or another key sealed them. Repeating
 * it is harmless.
 */
export const sealEndpoints = async (
  database: Database,
  sealer: Sealer,
  filter: Filter<AnyDocument>,
): Promise<SealedEndpoints> => {
  const endpoints = endpointDocuments(database);
  const { items, damaged } = readEach(
    await endpoints.found(filter, { _id: 1 }),
    (document): Due | undefined => {
      const kept = endpoints.decode(document);
      return endpointNeedsSealing(kept.record, sealer) ? { kept, endpoint: endpointOf(kept, sealer) } : undefined;
    },
    CorruptDocument,
  );
  for (const { kept, endpoint } of items)
    await sealing(database, sealer, () => endpoints.replace(kept, sealEndpoint(endpoint, sealer)));
  return { due: items.length, damaged };
};

interface Due {
  readonly kept: Kept<StoredEndpoint>;
  readonly endpoint: Endpoint;
}
