import { type Endpoint } from '../../../../../domain/model/webhook/endpoint.js';
import { type Listing } from '../../../../../domain/ports/store.js';
import { type Sealer } from '../../../../../kit/crypto/sealer.js';
import { type StoredEndpoint } from '../../../records/webhooks/endpoint.js';
import { readEach } from '../../../shared/read-each.js';
import { openEndpoint, sealEndpoint } from '../../../shared/sealing/endpoint-secrets.js';
import { type UnsealFaults } from '../../../shared/sealing/unsealing.js';
import { StoreFault } from '../../../shared/store-fault.js';
import { addOwnCheck, encryptionTable } from '../../key-checks.js';
import { type Environment } from '../../lmdb/environment.js';
import { CorruptRecord } from '../../lmdb/faults.js';
import { type Write } from '../../lmdb/table.js';
import { type EndpointKey, type EndpointTables, endpointTables } from './endpoint-tables.js';

/** The endpoints of an account as they are stored, oldest first. */
export const endpointsOf = (
  { endpoints }: Pick<EndpointTables, 'endpoints'>,
  account: number,
): Listing<StoredEndpoint> => {
  const read = readEach(endpoints.keys(ofAccount(account)), endpoints.get, CorruptRecord);
  return { ...read, items: inOrder(read.items) };
};

/** The keys of all endpoints of an account. */
export const ofAccount = (account: number) => ({ from: [account, ''], until: [account + 1, ''] }) as const;

const inOrder = <A extends Endpoint>(endpoints: readonly A[]): readonly A[] =>
  [...endpoints].sort((one, other) => one.createdAt - other.createdAt || (one.id < other.id ? -1 : 1));

/** Reads and writes endpoints, whose secrets are sealed where they are stored. */
export interface EndpointRecords {
  /** Throws `CorruptRecord` if the record or one of its secrets is damaged. */
  readonly get: (key: EndpointKey) => Endpoint | undefined;
  readonly list: (account: number) => Listing<Endpoint>;
  readonly put: (endpoint: Endpoint) => readonly Write[];
  /**
   * The writes of a change, and the endpoint after it; none if `change` returns its argument. Secrets that stay are not
   * sealed again.
   */
  readonly change: (key: EndpointKey, change: (endpoint: Endpoint) => Endpoint) => ChangedEndpoint | undefined;
}

export interface ChangedEndpoint {
  readonly endpoint: Endpoint;
  readonly writes: readonly Write[];
}

export const endpointRecords = (environment: Environment, sealer: Sealer): EndpointRecords => {
  const { endpoints } = endpointTables(environment);
  const marks = encryptionTable(environment);
  const open = (stored: StoredEndpoint): Endpoint =>
    openEndpoint(stored, sealer, unsealFaults(environment.file, [stored.accountId, stored.id]));
  const get = (key: EndpointKey): Endpoint | undefined => {
    const stored = endpoints.get(key);
    return stored === undefined ? undefined : open(stored);
  };
  const put = (endpoint: Endpoint): readonly Write[] => [
    ...addOwnCheck(marks, sealer),
    endpoints.put([endpoint.accountId, endpoint.id], sealEndpoint(endpoint, sealer)),
  ];

  return {
    get,
    list: (account) => {
      const { items, damaged } = readEach(endpoints.keys(ofAccount(account)), get, CorruptRecord);
      return { items: inOrder(items), damaged };
    },
    put,
    change: (key, change) => {
      const stored = endpoints.get(key);
      if (stored === undefined) return undefined;
      const before = open(stored);
      const endpoint = change(before);
      if (endpoint === before) return { endpoint, writes: [] };
      const { secret, oldSecret, sealed } = stored;
      const isSealed = endpoint.secret === before.secret && endpoint.oldSecret === before.oldSecret;
      return {
        endpoint,
        writes: isSealed ? [endpoints.put(key, { ...endpoint, secret, oldSecret, sealed })] : put(endpoint),
      };
    },
  };
};

const unsealFaults = (file: string, key: EndpointKey): UnsealFaults => ({
  keyMissing: (cause) => new StoreFault(cause),
  damaged: (cause) => new CorruptRecord(file, 'endpoints', key.join('/'), cause),
});
