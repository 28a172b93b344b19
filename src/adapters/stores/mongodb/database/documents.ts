import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { type Collection, type Document, type Filter, ObjectId, type Sort } from 'mongodb';
import { decode } from '../../shared/decode.js';
import { type AnyDocument, type Database } from './database.js';
import { counted, isCount } from './answers.js';
import { CorruptDocument, isDuplicate } from './faults.js';

/** Fields and the values that they must have. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** A filter for equality only. A value never counts as an operator. */
export const equal = (fields: Fields): Filter<AnyDocument> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, { $eq: value }]));

/** A record as it was found, with its document. A later replacement compares with it. */
export interface Kept<A> {
  readonly record: A;
  readonly document: AnyDocument;
}

/** The result of a look-up. */
export const recordOf = <A>(kept: Kept<A> | null): O.Option<A> => (kept === null ? O.none : O.some(kept.record));

export interface DocumentsSpec<A> {
  readonly database: Database;
  /** Name of the collection. */
  readonly name: string;
  readonly codec: t.Type<A, unknown>;
  /** The fields that `found` reads, for records that are only a part of their documents; default: all. */
  readonly fields?: readonly string[];
}

/** Records of one kind, each a document with the number of its changes. Every step has a deadline. */
export interface Documents<A> {
  /** For steps that concern more than one record. */
  readonly collection: Collection<AnyDocument>;
  /** The first in this order; null if there is none. */
  readonly first: (filter: Filter<AnyDocument>, sort?: Sort) => Promise<Kept<A> | null>;
  /** Documents before decoding, for callers that leave out damaged ones. */
  readonly found: (filter: Filter<AnyDocument>, sort: Sort, limit?: number) => Promise<readonly AnyDocument[]>;
  /** Throws `CorruptDocument`. */
  readonly decode: (document: AnyDocument) => Kept<A>;
  /** The highest number in a field of the documents that fit; 0 if none fits. Nothing else of them is read. */
  readonly highest: (filter: Filter<AnyDocument>, field: string) => Promise<number>;
  readonly all: (filter: Filter<AnyDocument>, sort: Sort, limit?: number) => Promise<readonly Kept<A>[]>;
  /** Stores a new record; `beside` has the document's other fields. Null: a unique index refused it. */
  readonly insert: (record: A, beside: Document) => Promise<Kept<A> | null>;
  /**
   * Replaces a record that was found. False if it was changed since, or does not fit `where`. `beside` changes the
   * document's other fields; undefined removes a field.
   */
  readonly replace: (kept: Kept<A>, record: A, beside?: Document, where?: Filter<AnyDocument>) => Promise<boolean>;
  /** The same for several in one command, each by itself. Returns how many were replaced; it does not say which. */
  readonly replaceAll: (changes: readonly Replacement<A>[], patience?: number) => Promise<number>;
}

/** What a record that was found is replaced with. */
export interface Replacement<A> {
  readonly kept: Kept<A>;
  readonly record: A;
  readonly beside?: Document;
}

export const documents = <A>({ database, name, codec, fields = [] }: DocumentsSpec<A>): Documents<A> => {
  const { within } = database;
  const collection = database.collection(name);
  const projection = Object.fromEntries(fields.map((field) => [field, 1]));
  const keptOf = (document: AnyDocument): Kept<A> => {
    const record = decode(codec, document, (paths) => new CorruptDocument(name, nameOf(document), paths));
    return { record, document };
  };
  const found = (filter: Filter<AnyDocument>, sort: Sort, limit = 0): Promise<readonly AnyDocument[]> =>
    within(collection.find(filter, { sort, limit, projection }).toArray());
  const encode = (record: A): Document => codec.encode(record) as Document;
  const replacementOf = ({ kept: { document }, record, beside = {} }: Replacement<A>) => {
    const { _id } = document;
    const revision: unknown = document['revision'];
    // A damaged one is replaced, so that it counts from now on. A missing one is found as null.
    const next = isCount(revision) ? revision + 1 : 1;
    const changed = { ...document, ...encode(record), ...beside, revision: next };
    // The shard key is part of the filter, so that one shard is asked.
    const filter = { ...equal(shardKeyOf(document)), revision: { $eq: (revision ?? null) as unknown }, _id };
    return { filter, replacement: present(changed) };
  };

  return {
    collection,
    first: async (filter, sort) => {
      const document = await within(collection.findOne(filter, sort === undefined ? {} : { sort }));
      return document === null ? null : keptOf(document);
    },
    found,
    decode: keptOf,
    highest: async (filter, field) => {
      const options = { sort: { [field]: -1 }, projection: { [field]: 1 } } as const;
      // Only numbers count.
      const isNumber = { $gte: 0, $lt: Number.MAX_SAFE_INTEGER };
      const document = await within(collection.findOne({ ...filter, [field]: isNumber }, options));
      const number: unknown = document?.[field];
      return typeof number === 'number' ? Math.floor(number) : 0;
    },
    all: async (filter, sort, limit) => (await found(filter, sort, limit)).map(keptOf),
    insert: async (record, beside) => {
      const document = { _id: new ObjectId(), ...encode(record), revision: 0, ...beside };
      return (await unlessDuplicate(database, collection.insertOne(document))) ? { record, document } : null;
    },
    replace: async (kept, record, beside = {}, where = {}) => {
      const { filter, replacement } = replacementOf({ kept, record, beside });
      const { matchedCount } = await within(collection.replaceOne({ ...where, ...filter }, replacement));
      return counted(matchedCount, `update of ${name}`) === 1;
    },
    replaceAll: async (changes, patience) => {
      if (changes.length === 0) return 0;
      const writes = changes.map((change) => ({ replaceOne: replacementOf(change) }));
      const { matchedCount } = await within(collection.bulkWrite(writes, { ordered: false }), patience);
      return counted(matchedCount, `update of ${name}`);
    },
  };
};

/** Waits for a write; false if a unique index refused it. */
export const unlessDuplicate = async ({ within }: Database, write: Promise<unknown>): Promise<boolean> => {
  try {
    await within(write);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

/** The fields that have a value; the driver would write null for the others. */
export const present = (document: Document): Document =>
  Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));

/**
 * The name of a document in errors: its account and id if it has both, never its content. A media id is cut short,
 * because the whole id would give readers of the log access to the file.
 */
const nameOf = ({ _id, accountId, id }: AnyDocument): string =>
  typeof accountId === 'number' && isId(id) ? `${accountId}/${id}` : String(_id).slice(0, LONGEST_NAME);

/** Texts are ids of events, endpoints and deliveries, which are made by us and show nothing. */
const isId = (id: unknown): id is number | string =>
  typeof id === 'number' || (typeof id === 'string' && /^(evt|we|dlv)_/.test(id));

/** The length of an ObjectId in hex. */
const LONGEST_NAME = 24;

const shardKeyOf = ({ accountId }: AnyDocument): Fields => (typeof accountId === 'number' ? { accountId } : {});
