import { type Damaged } from '../../../../../domain/ports/store.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { readEach } from '../../../shared/read-each.js';
import { endpointNeedsSealing, sealEndpoint } from '../../../shared/sealing/endpoint-secrets.js';
import { type Environment } from '../../lmdb/environment.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { type Write } from '../../lmdb/table.js';
import { endpointRecords } from './endpoint-records.js';
import { type EndpointKey, endpointTables } from './endpoint-tables.js';

/** The writes that seal secrets, and the endpoints whose secrets stay as they are because they are damaged. */
export interface SealedEndpoints {
  readonly writes: readonly Write[];
  readonly damaged: readonly Damaged[];
  readonly unsealed: readonly EndpointKey[];
}

/** Every endpoint that is stored. */
export const allEndpoints = (environment: Environment): readonly EndpointKey[] =>
  endpointTables(environment).endpoints.keys({});

/** Seals the secrets of these endpoints that are stored in the clear. */
export const sealEndpoints = (
  environment: Environment,
  sealer: Sealer,
  keys: readonly EndpointKey[],
): SealedEndpoints => {
  const { endpoints } = endpointTables(environment);
  const { items, damaged } = readEach(keys, endpoints.get, CorruptRecord);
  const read = new Set<string>(items.map(({ id }) => id));
  return {
    writes: items
      .filter(({ sealed }) => !sealed)
      .map((one) => endpoints.put([one.accountId, one.id], sealEndpoint(one, sealer))),
    damaged,
    unsealed: keys.filter((key) => !read.has(key[1]) && endpoints.has(key)),
  };
};

/** Seals again, with the key that seals, what another key has sealed. */
export const sealEndpointsAgain = (environment: Environment, sealer: Sealer): Omit<SealedEndpoints, 'unsealed'> => {
  const { endpoints } = endpointTables(environment);
  const stored = readEach(endpoints.keys({}), endpoints.get, CorruptRecord);
  const due = stored.items.filter((one) => endpointNeedsSealing(one, sealer));
  const opened = readEach(
    due.map(({ accountId, id }) => [accountId, id] as const),
    endpointRecords(environment, sealer).get,
    CorruptRecord,
  );
  return {
    writes: opened.items.map((one) => endpoints.put([one.accountId, one.id], sealEndpoint(one, sealer))),
    damaged: [...stored.damaged, ...opened.damaged],
  };
};
