import * as t from 'io-ts';
import { type Round, type Stored } from '../../../../../domain/ports/store.js';
import { type Environment } from '../../lmdb/environment.js';
import { PIECE, walk } from '../../lmdb/slices.js';
import { type Key } from '../../lmdb/table.js';
import { type TableName } from '../../lmdb/table-names.js';
import { type EndpointKey, endpointTables } from '../endpoints/endpoint-tables.js';
import { END } from './delivery-tables.js';

/** The tables of deliveries, whose keys all begin with that of the endpoint. */
const names = ['deliveries', 'deliveries-due', 'deliveries-by-term', 'test-deliveries'] as const satisfies TableName[];

/**
 * Drops the deliveries of endpoints that are gone. It goes by their keys alone, so that damaged ones go too. Returns how
 * many.
 */
export const dropRemoved = (environment: Environment): Stored<Round> => {
  const { removed } = endpointTables(environment);
  const tables = names.map((name) => environment.table<Key, unknown>({ name, codec: t.unknown, show: String }));

  return walk<EndpointKey>(environment, [0, ''], (after) => {
    const [endpoint] = removed.keys({ after, limit: 1 });
    if (endpoint === undefined) return { answer: { count: 0, damaged: [], next: null }, writes: [] };
    const found = tables.map(({ keys, remove }) => ({
      remove,
      keys: keys({ from: endpoint, until: [...endpoint, END], limit: PIECE }),
    }));
    const isDone = found.every(({ keys }) => keys.length < PIECE);
    return {
      answer: { count: found[0]?.keys.length ?? 0, damaged: [], next: isDone ? endpoint : after },
      writes: [...found.flatMap(({ keys, remove }) => keys.map(remove)), ...(isDone ? [removed.remove(endpoint)] : [])],
    };
  });
};
