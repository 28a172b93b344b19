import { HEADER, type Tree, treeAt } from './page.js';

/**
 * The part of LMDB's file format (version 2, as lmdb-js 3 writes it) that shows whether a file has every page in use.
 * Source: `MDB_meta`, `MDB_page` and `MDB_node` in liblmdb's mdb.c.
 */
export type ReadAt = (position: number, length: number) => Buffer;

export interface Meta {
  readonly pageSize: number;
  readonly transaction: bigint;
  /** The last page that was ever allocated. Free pages at the end of the file may be missing. */
  readonly lastPage: number;
  /** The free list, and the tree of all tables. */
  readonly trees: readonly [free: Tree, main: Tree];
}

const META = {
  magic: HEADER,
  version: HEADER + 4,
  pageSize: HEADER + 24,
  lastPage: HEADER + 120,
  transaction: HEADER + 128,
};
const META_BYTES = HEADER + 144;
/** The offsets of the two trees that a meta page describes. */
const TREES = { free: HEADER + 24, main: HEADER + 72 };
/** With which LMDB's files begin, the data file behind a header. */
export const MAGIC = 0xbeefc0de;
const VERSION = 2;

/** The newer of the two meta pages; null if the file does not begin with both. */
export const readMeta = (read: ReadAt): Meta | null => {
  const first = metaOf(read(0, META_BYTES));
  const second = first === null ? null : metaOf(read(first.pageSize, META_BYTES));
  if (first === null || second === null || first.pageSize !== second.pageSize) return null;
  return first.transaction > second.transaction ? first : second;
};

const metaOf = (bytes: Buffer): Meta | null => {
  if (bytes.length < META_BYTES) return null;
  if (bytes.readUInt32LE(META.magic) !== MAGIC) return null;
  if ((bytes.readUInt32LE(META.version) & 0xffff) !== VERSION) return null;
  const pageSize = bytes.readUInt32LE(META.pageSize);
  if (pageSize < 256 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return null;
  return {
    pageSize,
    transaction: bytes.readBigUInt64LE(META.transaction),
    lastPage: Number(bytes.readBigUInt64LE(META.lastPage)),
    trees: [treeAt(bytes, TREES.free), treeAt(bytes, TREES.main)],
  };
};

const PAGE = { number: 0, flags: 18, lower: 20 };
const BRANCH = 0x01;
const LEAF = 0x02;
const NODE = { low: 0, high: 2, flags: 4, keySize: 6, key: 8 };
const ON_OVERFLOW_PAGES = 0x01;
const SUB_DATABASE = 0x02;

/** How many pages the file must have to contain every page in use; null if the tree is malformed. */
export const endOfUsedPages = (read: ReadAt, meta: Meta): number | null => {
  const limit = meta.lastPage + 1;
  const seen = new Set<number>();
  const left = meta.trees.map(({ root }) => root).filter((root) => root !== null);
  let end = 2;
  for (let number = left.pop(); number !== undefined; number = left.pop()) {
    if (number >= limit || seen.has(number)) return null;
    seen.add(number);
    end = Math.max(end, number + 1);
    const page = read(number * meta.pageSize, meta.pageSize);
    if (page.length < meta.pageSize) continue;
    const next = page.readBigUInt64LE(PAGE.number) === BigInt(number) ? nodesOf(page) : null;
    if (next === null || next.end > limit) return null;
    end = Math.max(end, next.end);
    left.push(...next.pages);
  }
  return end;
};

interface Nodes {
  /** Pages to walk on. */
  readonly pages: readonly number[];
  /** The page after the last page with data of this one. */
  readonly end: number;
}

const nodesOf = (page: Buffer): Nodes | null => {
  const flags = page.readUInt16LE(PAGE.flags);
  if ((flags & (BRANCH | LEAF)) === 0) return null;
  const count = page.readUInt16LE(PAGE.lower) >> 1;
  const pages: number[] = [];
  let end = 0;
  try {
    for (let index = 0; index < count; index += 1) {
      const node = page.subarray(HEADER + page.readUInt16LE(HEADER + 2 * index));
      if ((flags & BRANCH) !== 0) {
        pages.push(childOf(node));
        continue;
      }
      const data = node.subarray(NODE.key + node.readUInt16LE(NODE.keySize));
      const nodeFlags = node.readUInt16LE(NODE.flags);
      if ((nodeFlags & ON_OVERFLOW_PAGES) !== 0)
        end = Math.max(end, Number(data.readBigUInt64LE(0) + data.readBigUInt64LE(16)));
      if ((nodeFlags & SUB_DATABASE) !== 0) {
        const { root } = treeAt(data, 0);
        if (root !== null) pages.push(root);
      }
    }
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  return { pages, end };
};

const childOf = (node: Buffer): number =>
  node.readUInt16LE(NODE.low) + node.readUInt16LE(NODE.high) * 0x1_0000 + node.readUInt16LE(NODE.flags) * 0x1_0000_0000;
