/**
 * One page of LMDB's file format, read without LMDB. Source: `MDB_page`, `MDB_node`, `MDB_db` and `MDB_ovpage` in
 * liblmdb's mdb.c, as lmdb-js 3 builds it.
 */
export const HEADER = 24;
const PAGE = { number: 0, transaction: 8, flags: 18, lower: 20, upper: 22, overflowPages: 20 };
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const NODE = { low: 0, high: 2, flags: 4, keySize: 6, key: 8 };
const ON_OVERFLOW_PAGES = 0x01;
const SUB_DATABASE = 0x02;
const OVERFLOW_BYTES = 24;

/** A description of a tree, in a meta page or under the name of a table. */
export interface Tree {
  readonly depth: number;
  readonly branchPages: bigint;
  readonly leafPages: bigint;
  readonly overflowPages: bigint;
  readonly entries: bigint;
  /** Null if the tree is empty. */
  readonly root: number | null;
}

const TREE = { depth: 6, branchPages: 8, leafPages: 16, overflowPages: 24, entries: 32, root: 40 };
export const TREE_BYTES = 48;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

export const treeAt = (bytes: Buffer, at: number): Tree => {
  const root = bytes.readBigUInt64LE(at + TREE.root);
  return {
    depth: bytes.readUInt16LE(at + TREE.depth),
    branchPages: bytes.readBigUInt64LE(at + TREE.branchPages),
    leafPages: bytes.readBigUInt64LE(at + TREE.leafPages),
    overflowPages: bytes.readBigUInt64LE(at + TREE.overflowPages),
    entries: bytes.readBigUInt64LE(at + TREE.entries),
    root: root === NO_PAGE ? null : Number(root),
  };
};

/** An error that says what is wrong with a page. */
export class BrokenPage extends Error {}

export const refuseIf = (isTrue: boolean, what: string): void => {
  if (isTrue) throw new BrokenPage(what);
};

/** Checks what every page in use has: its own number, and a transaction that the snapshot includes. */
const checkHeader = (page: Buffer, number: number, newest: bigint): number => {
  refuseIf(page.readBigUInt64LE(PAGE.number) !== BigInt(number), `page ${number} is another page`);
  refuseIf(page.readBigUInt64LE(PAGE.transaction) > newest, `page ${number} is newer than the rest`);
  return page.readUInt16LE(PAGE.flags);
};

/** The places of the nodes of a checked branch or leaf page. */
export interface Nodes {
  readonly isLeaf: boolean;
  /** Where each node begins. */
  readonly at: Uint16Array;
}

export const nodesOf = (page: Buffer, number: number, newest: bigint): Nodes => {
  const flags = checkHeader(page, number, newest);
  refuseIf(flags !== BRANCH && flags !== LEAF, `page ${number} is of no known kind`);
  const isLeaf = flags === LEAF;
  const lower = page.readUInt16LE(PAGE.lower);
  const upper = page.readUInt16LE(PAGE.upper);
  const room = page.length - HEADER;
  refuseIf(lower % 2 !== 0 || lower > upper || upper > room, `page ${number} has impossible bounds`);
  const at = new Uint16Array(lower / 2);
  refuseIf(at.length < (isLeaf ? 1 : 2), `page ${number} has too few entries`);
  for (let index = 0; index < at.length; index += 1) {
    const offset = page.readUInt16LE(HEADER + 2 * index);
    refuseIf(offset < upper || offset + NODE.key > room, `page ${number} has an entry outside it`);
    const begin = HEADER + offset;
    refuseIf(endOf(page, begin, isLeaf) > page.length, `page ${number} has an entry that ends outside it`);
    at[index] = begin;
  }
  return { isLeaf, at };
};

const endOf = (page: Buffer, node: number, isLeaf: boolean): number => {
  const end = dataOf(page, node);
  if (!isLeaf) return end;
  return end + (isOnOverflow(page, node) ? OVERFLOW_BYTES : sizeOf(page, node));
};

export const keyOf = (node: number): number => node + NODE.key;
export const dataOf = (page: Buffer, node: number): number => node + NODE.key + page.readUInt16LE(node + NODE.keySize);
export const sizeOf = (page: Buffer, node: number): number =>
  page.readUInt16LE(node + NODE.low) + page.readUInt16LE(node + NODE.high) * 0x1_0000;
export const childOf = (page: Buffer, node: number): number =>
  sizeOf(page, node) + page.readUInt16LE(node + NODE.flags) * 0x1_0000_0000;
const isOnOverflow = (page: Buffer, node: number): boolean =>
  (page.readUInt16LE(node + NODE.flags) & ON_OVERFLOW_PAGES) !== 0;

/** What a leaf's node holds. */
export type Held =
  | { readonly _tag: 'Inline' }
  | { readonly _tag: 'Table'; readonly tree: Tree }
  | { readonly _tag: 'Overflow'; readonly first: number; readonly pages: number };

export const heldBy = (page: Buffer, node: number, number: number): Held => {
  const flags = page.readUInt16LE(node + NODE.flags);
  if (flags === 0) return INLINE;
  const data = dataOf(page, node);
  if (flags === SUB_DATABASE && sizeOf(page, node) === TREE_BYTES) return { _tag: 'Table', tree: treeAt(page, data) };
  refuseIf(flags !== ON_OVERFLOW_PAGES, `page ${number} has an entry of no known kind`);
  const pages = Number(page.readBigUInt64LE(data + 16));
  const needed = Math.ceil((HEADER + sizeOf(page, node)) / page.length);
  refuseIf(pages !== needed, `page ${number} has an entry of a wrong length`);
  return { _tag: 'Overflow', first: Number(page.readBigUInt64LE(data)), pages };
};

const INLINE: Held = { _tag: 'Inline' };

/** Checks the first of the pages that hold a long entry. The others are bytes of the entry alone. */
export const checkOverflow = (page: Buffer, first: number, pages: number, newest: bigint): void => {
  const flags = checkHeader(page, first, newest);
  refuseIf(
    flags !== OVERFLOW || page.readUInt32LE(PAGE.overflowPages) < pages,
    `page ${first} is no page of a long entry`,
  );
};
