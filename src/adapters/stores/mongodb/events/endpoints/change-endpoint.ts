import { type Document } from 'mongodb';
import { type Endpoint, type EndpointRef } from '../../../../../domain/model/webhook/endpoint.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { sealEndpoint } from '../../../shared/sealing/endpoint-secrets.js';
import { sealing } from '../../database/key-checks.js';
import { type Database } from '../../database/database.js';
import { byEndpoint, endpointDocuments, endpointOf } from './endpoint-documents.js';

/**
 * The only way in which an endpoint changes in this store: to what `change` makes of it, in one atomic write. Null if it
 * is gone. `change` may be called more than once; if it returns its argument, nothing is written. `besideOf` gives the
 * other fields of the document that was read; null: they stay.
 */
export const changeEndpoint = async (
  database: Database,
  sealer: Sealer,
  ref: EndpointRef,
  change: (endpoint: Endpoint) => Endpoint,
  besideOf: (document: Document) => Promise<Document | null> = () => Promise.resolve(null),
): Promise<Endpoint | null> => {
  const endpoints = endpointDocuments(database);
  const kept = await endpoints.first(byEndpoint(ref));
  if (kept === null) return null;
  const before = endpointOf(kept, sealer);
  const beside = await besideOf(kept.document);
  const after = change(before);
  if (after === before && beside === null) return before;
  const hasSecrets = after.secret !== before.secret || after.oldSecret !== before.oldSecret;
  const replace = (): Promise<boolean> =>
    endpoints.replace(kept, hasSecrets ? sealEndpoint(after, sealer) : withSecretsOf(kept.record, after), beside ?? {});
  const isWritten = hasSecrets ? await sealing(database, sealer, replace) : await replace();
  return isWritten ? after : changeEndpoint(database, sealer, ref, change, besideOf);
};

/** Secrets that do not change stay as they are stored, so that no key is asked for. */
const withSecretsOf = <A extends Endpoint>(stored: A, { secret: _secret, oldSecret: _old, ...after }: Endpoint): A => ({
  ...stored,
  ...after,
});
