import * as E from 'fp-ts/lib/Either.js';
import { type Document } from 'mongodb';
import { type DamagedRecord } from '../../shared/upgrade/step.js';
import { counted } from '../database/answers.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { equal, present } from '../database/documents.js';
import { StoreFault } from '../../shared/store-fault.js';
import { type DocumentKey } from './format-document.js';
import { type MongodbPart, type PartStore } from './upgrade.js';
import { PATIENCE } from '../database/deadline.js';

/** How many documents a batch has at most. They are read and changed in one turn of the event loop. */
export const MOST_DOCUMENTS = 200;
/** How often documents are read again if others change them meanwhile. */
const TRIES = 10;

/** What a step does to each document of a collection. */
export interface EachDocument {
  /** Name of the collection. The `_id`s in it are of one type. */
  readonly name: string;
  /** How many documents a batch has at most; default: `MOST_DOCUMENTS`. */
  readonly atOnce?: number;
  /**
   * The new version of one document of any shape; the same object if it stays. Left: the place of the fault in the
   * document, never its content.
   */
  readonly change: (store: PartStore) => (document: AnyDocument) => E.Either<string, Document>;
}

/** A document, and what the step makes of it. */
interface Judged {
  readonly document: AnyDocument;
  readonly made: E.Either<string, Document>;
}

/**
 * A part that changes each document of a collection, in the order of their `_id`s. Damaged documents stay as they are.
 * A changed document stores the format that it was changed for, so that it is changed once: an interrupted batch is
 * repeated, perhaps by another node while the first one still writes.
 */
export const eachDocument =
  ({ name, atOnce = MOST_DOCUMENTS, change }: EachDocument): MongodbPart =>
  (store) => {
    const { database, to } = store;
    const collection = database.collection(name);
    const changed = change(store);

    const judge = (documents: readonly AnyDocument[]): readonly Judged[] =>
      documents
        .filter(({ upgradedTo }) => upgradedTo !== to)
        .map((document) => ({ document, made: changed(document) }));

    /** False if a document was changed since it was read. */
    const write = async (judged: readonly Judged[]): Promise<boolean> => {
      const writes = judged.flatMap(({ document, made }) =>
        E.isLeft(made) || made.right === document ? [] : [replacement(document, made.right, to)],
      );
      if (writes.length === 0) return true;
      const { matchedCount } = await database.within(collection.bulkWrite(writes, { ordered: false }), PATIENCE);
      return counted(matchedCount, `update of ${name}`) === writes.length;
    };

    return async (after) => {
      const found = await findBehind(database, name, after, atOnce);
      const judged = judge(found);
      for (let tries = 1, rest = judged; !(await write(rest)); tries += 1) {
        if (tries === TRIES) throw new StoreFault(`others change the documents in ${name} during the upgrade`);
        rest = judge(await find(database, name, { _id: { $in: found.map(({ _id }) => _id) } }, atOnce));
      }
      return { after: found.at(-1)?._id ?? null, count: found.length, damaged: damagedOf(name, judged) };
    };
  };

const find = (database: Database, name: string, filter: Document, limit: number): Promise<readonly AnyDocument[]> =>
  database.within(
    database
      .collection(name)
      .find(filter, { sort: { _id: 1 }, limit })
      .toArray(),
    PATIENCE,
  );

/** The documents behind one (null: from the first), in the order of their `_id`s, at most `limit`. */
export const findBehind = (
  database: Database,
  name: string,
  after: DocumentKey | null,
  limit: number,
): Promise<readonly AnyDocument[]> => find(database, name, after === null ? {} : { _id: { $gt: after } }, limit);

/** The documents that a step leaves as they are, because they are damaged. */
export const damagedOf = (
  name: string,
  judged: readonly { readonly document: AnyDocument; readonly made: E.Either<string, unknown> }[],
): readonly DamagedRecord[] =>
  judged.flatMap(({ document: { _id }, made }) =>
    E.isLeft(made) ? [{ record: `${name}/${String(_id)}`, reason: made.left }] : [],
  );

/** Replaces a document only if it is still as it was found. */
const replacement = (document: AnyDocument, made: Document, to: number) => {
  const { _id, revision, accountId } = document;
  const isCounted = typeof revision === 'number';
  return {
    replaceOne: {
      filter: {
        ...equal({
          ...(isCounted ? { revision } : {}),
          // The shard key is part of the filter, so that one shard is asked.
          ...(typeof accountId === 'number' ? { accountId } : {}),
        }),
        _id,
        upgradedTo: { $ne: to },
      },
      replacement: present({ ...made, _id, upgradedTo: to, ...(isCounted ? { revision: revision + 1 } : {}) }),
    },
  };
};
