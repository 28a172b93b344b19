import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { mediaType } from '../../records/codecs.js';
import { keysOf } from '../messages/message-index.js';
import { messageTables } from '../messages/message-records.js';
import { type Write } from '../lmdb/table.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

type IndexPlace = readonly (string | number)[];

/** How many rows a batch removes. */
const ROWS = 200;

/** Removes the rows of the former index, whose keys have no type. A try that was cut may have removed some. */
const emptyIndex: FilesystemPart = ({ environment }) => {
  const index = environment.table<IndexPlace, unknown>({ name: 'message-index', codec: t.unknown, show: () => '' });
  return (after) => {
    const keys = index.keys(after === null ? { limit: ROWS } : { after: after as IndexPlace, limit: ROWS });
    return {
      answer: { after: keys.at(-1) ?? null, count: keys.length, damaged: [] },
      writes: keys.map(index.remove),
    };
  };
};

/** What the index takes of a message, in the shape of then. */
const message = t.intersection([
  t.type({
    createdAt: t.number,
    state: t.string,
    mediaType,
    contactId: t.number,
    phone: t.union([t.string, t.null]),
    mediaId: t.string,
  }),
  t.partial({ userId: t.union([t.string, t.null]), reference: t.union([t.string, t.null]) }),
]);

/** Puts every message into the index, under each of its terms. */
const fillIndex: FilesystemPart = eachRecord<readonly [account: number, id: number]>({
  name: 'messages',
  show: (key) => key.join('/'),
  writes: ({ environment }) => {
    const { index } = messageTables(environment);
    return ([accountId, id], record) =>
      pipe(
        message.decode(record),
        E.bimap(
          () => 'what finds it',
          ({ userId = null, reference = null, ...found }): readonly Write[] =>
            keysOf({ ...found, accountId, id, userId, reference }).map((key) => index.put(key, true)),
        ),
      );
  },
});

export const indexMessages: readonly FilesystemPart[] = [emptyIndex, fillIndex];
