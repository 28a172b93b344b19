import { type Meta, type ReadAt } from '../file-format/page-tree.js';
import {
  BrokenPage,
  checkOverflow,
  childOf,
  dataOf,
  HEADER,
  heldBy,
  refuseIf,
  keyOf,
  nodesOf,
  sizeOf,
  type Tree,
} from '../file-format/page.js';
import { freePages } from './free-pages.js';
import { makeOrder } from './key-order.js';

/**
 * Walks every page in use and every key of a data file, and checks what LMDB takes for granted. A copy that was made
 * while a server wrote has pages that are newer than its meta page, or older ones, which break the order of keys or the
 * counts of a tree. Returns the first fault, or null. `pause` is called now and then.
 */
export const faultInPages = async (read: ReadAt, meta: Meta, pause: () => Promise<void>): Promise<string | null> => {
  try {
    const walk = makeWalk(read, meta, pause);
    const [free, main] = meta.trees;
    await walk(main, 'all tables', 'names');
    await walk(free, 'the free list', 'free');
    return null;
  } catch (error) {
    if (error instanceof BrokenPage) return error.message;
    // A position outside the page or the file.
    if (error instanceof RangeError) return 'a page has an impossible entry';
    throw error;
  }
};

type Content = 'names' | 'records' | 'free';

const PAGES_AT_ONCE = 2_000;

const makeWalk = (read: ReadAt, meta: Meta, pause: () => Promise<void>) => {
  const { pageSize, transaction, lastPage } = meta;
  const used = new Uint8Array(lastPage + 1);
  let visited = 0;

  const use = (first: number, pages: number): void => {
    refuseIf(!(first >= 2 && first + pages - 1 <= lastPage), `page ${first} lies outside the file`);
    for (let number = first; number < first + pages; number += 1) {
      refuseIf(used[number] === 1, `page ${number} is used twice`);
      used[number] = 1;
    }
  };

  const pageAt = (number: number): Buffer => {
    const page = read(number * pageSize, pageSize);
    refuseIf(page.length < pageSize, `page ${number} is missing`);
    return page;
  };

  const checkFree = (page: Buffer, node: number): void => {
    for (const number of freePages(page, dataOf(page, node), sizeOf(page, node))) use(number, 1);
  };

  const overflowBytes = (first: number, pages: number): Buffer => {
    use(first, pages);
    const begin = pageAt(first);
    checkOverflow(begin, first, pages, transaction);
    return begin;
  };

  const walk = async (tree: Tree, name: string, content: Content): Promise<void> => {
    const inOrder = makeOrder(name, content === 'free');
    const counts = { branchPages: 0, leafPages: 0, overflowPages: 0, entries: 0 };
    const tables: (readonly [name: string, tree: Tree])[] = [];
    const later: (() => void)[] = [];

    const visitLeaf = (page: Buffer, number: number, at: Uint16Array): void => {
      counts.leafPages += 1;
      for (const node of at) {
        inOrder(page, keyOf(node), dataOf(page, node), true);
        counts.entries += 1;
        const held = heldBy(page, node, number);
        refuseIf((held._tag === 'Table') !== (content === 'names'), `page ${number} belongs to another tree`);
        if (held._tag === 'Table') tables.push([page.toString('latin1', keyOf(node), dataOf(page, node)), held.tree]);
        if (held._tag === 'Inline' && content === 'free') later.push(() => checkFree(page, node));
        if (held._tag !== 'Overflow') continue;
        const { first, pages } = held;
        counts.overflowPages += pages;
        overflowBytes(first, pages);
        if (content === 'free') {
          const size = sizeOf(page, node);
          later.push(() => {
            const whole = read(first * pageSize, pages * pageSize);
            for (const free of freePages(whole, HEADER, size)) use(free, 1);
          });
        }
      }
    };

    const visit = async (number: number, depth: number): Promise<void> => {
      visited += 1;
      if (visited % PAGES_AT_ONCE === 0) await pause();
      use(number, 1);
      const page = pageAt(number);
      const { isLeaf, at } = nodesOf(page, number, transaction);
      refuseIf(isLeaf !== (depth === tree.depth), `page ${number} is at a wrong depth`);
      if (isLeaf) return visitLeaf(page, number, at);
      counts.branchPages += 1;
      for (const [index, node] of at.entries()) {
        // The first key of a branch counts as less than any other.
        if (index > 0) inOrder(page, keyOf(node), dataOf(page, node), false);
        await visit(childOf(page, node), depth + 1);
      }
    };

    if (tree.root !== null) await visit(tree.root, 1);
    for (const count of ['branchPages', 'leafPages', 'overflowPages', 'entries'] as const)
      refuseIf(BigInt(counts[count]) !== tree[count], `${name} lacks pages or entries, or has too many`);
    // All pages of the other trees are known by now.
    for (const check of later) check();
    for (const [table, its] of tables)
      await walk(its, /^[\w-]+$/.test(table) ? `the table ${table}` : 'a table', 'records');
  };
  return walk;
};
