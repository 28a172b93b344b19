import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { namedAtOf } from '../../../../domain/model/media/named-at.js';
import { orderTable, placeOf } from '../lmdb/timed-table.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

const file = t.type({ named: t.boolean });

/** Notes of each file that a message names that it was last named today: when it really was, no record says. */
export const nameFiles: FilesystemPart = eachRecord<string>({
  name: 'media',
  show: () => '(a file)',
  writes: ({ environment, now = Date.now }) => {
    const order = orderTable(environment, 'media-named');
    const namedAt = namedAtOf(now());
    return (id, record, files) => {
      if (!file.is(record)) return E.left('whether a message names it');
      return E.right(
        record.named ? [files.put(id, { ...record, namedAt }), order.put(placeOf(namedAt, id), true)] : [],
      );
    };
  },
});
