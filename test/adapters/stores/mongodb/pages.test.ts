import { expect } from 'chai';
import * as t from 'io-ts';
import { documents } from '../../../../src/adapters/stores/mongodb/database/documents.js';
import { pagesByTime } from '../../../../src/adapters/stores/mongodb/database/pages.js';
import { on, times } from '../../../contracts/support.js';
import { withMongodb } from '../../../support/mongodb/database.js';
import { openFresh } from './fresh.js';

withMongodb(() => {
  describe('documents of a collection in the order of a time', () => {
    const test = on(() => openFresh());

    const read = async (
      { database }: Awaited<ReturnType<typeof openFresh>>,
      timesOf: readonly number[],
      until: number,
    ) => {
      const all = documents({ database, name: 'timed', codec: t.unknown });
      if (timesOf.length > 0)
        await all.collection.insertMany(timesOf.map((at, index) => ({ _id: `d${index}`, at, kind: index % 2 })));
      const asked: number[] = [];
      const found: string[][] = [];
      const watched: Pick<typeof all, 'found'> = {
        found: (filter, sort, limit) => {
          asked.push((filter['_id'] as { readonly $nin: readonly unknown[] }).$nin.length);
          return all.found(filter, sort, limit);
        },
      };
      for await (const page of pagesByTime(watched, { kind: 0 }, 'at', until))
        found.push(page.map(({ _id }) => String(_id)));
      return { found, most: Math.max(...asked) };
    };
    const dueOf = (timesOf: readonly number[], until: number): readonly string[] =>
      timesOf.flatMap((at, index) => (index % 2 === 0 && at <= until ? [`d${index}`] : []));

    it(
      'come once each, a hundred at a time, though nothing is removed; a filter names few of them',
      test(async (fresh) => {
        const timesOf = times(900, (index) => 1_000 - Math.floor(index / 4));
        const { found, most } = await read(fresh, timesOf, 990);
        expect(found.flat().sort()).to.deep.equal([...dueOf(timesOf, 990)].sort());
        expect(found.every(({ length }) => length <= 100)).to.equal(true);
        expect(most).to.be.at.most(2);
      }),
    );

    it(
      'come once each where hundreds have one time',
      test(async (fresh) => {
        const timesOf = times(900, (index) => Math.floor(index / 450));
        const { found } = await read(fresh, timesOf, 0);
        expect(found.flat().sort()).to.deep.equal([...dueOf(timesOf, 0)].sort());
      }),
    );

    it(
      'are none in an empty collection',
      test(async (fresh) => {
        expect((await read(fresh, [], 1_000)).found.flat()).to.deep.equal([]);
      }),
    );
  });
});
