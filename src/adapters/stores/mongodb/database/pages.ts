import { type Document } from 'mongodb';
import { type AnyDocument } from './database.js';
import { type Documents } from './documents.js';

/** How many documents are read at once. They are decoded in one turn of the event loop, which takes under 10 ms. */
const PAGE = 100;

/**
 * The documents that fit a filter and have a time up to `until`, earliest first, a page at a time. They may be changed
 * or deleted meanwhile. A page begins at the time at which the last one ended, and leaves out by their ids only those of
 * that time: so the filter stays short, however many documents are passed.
 */
export async function* pagesByTime(
  documents: Pick<Documents<unknown>, 'found'>,
  filter: Document,
  field: string,
  until: number,
): AsyncGenerator<readonly AnyDocument[]> {
  let from = Number.NEGATIVE_INFINITY;
  let passed: readonly AnyDocument['_id'][] = [];
  for (;;) {
    const page = await documents.found(
      { ...filter, [field]: { $gte: from, $lte: until }, _id: { $nin: [...passed] } },
      { [field]: 1 },
      PAGE,
    );
    yield page;
    if (page.length < PAGE) return;
    const last = page.at(-1)?.[field] as number;
    const ofLast = page.filter((document) => document[field] === last).map(({ _id }) => _id);
    passed = last === from ? [...passed, ...ofLast] : ofLast;
    from = last;
  }
}
