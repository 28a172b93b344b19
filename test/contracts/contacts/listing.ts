import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type Contact, type ContactId } from '../../../src/domain/model/contact/contact.js';
import { type ContactFilter, type ContactPage, type Contacts } from '../../../src/domain/ports/contacts.js';
import { everyone } from '../../support/list-contacts.js';
import { ACME, contactId, newContact, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { type PeopleStage } from './people.js';

const UNLIMITED = -1;

const make = async (contacts: Contacts, account: AccountId, index: number, groups: readonly number[]) =>
  (await right(contacts.findOrCreate(account, newContact(index, { groups }), UNLIMITED, NOW + index))).contact;

const idsOf = ({ items }: ContactPage): number[] => items.map(({ id }) => Number(id));

/** The pages of a list from the first to the last. */
const pagesOf = async (contacts: Contacts, filter: ContactFilter, limit: number): Promise<readonly ContactPage[]> => {
  const pages: ContactPage[] = [];
  let below: ContactId | null = null;
  do {
    const page: ContactPage = await right(contacts.list(ACME, filter, below, limit));
    pages.push(page);
    below = page.next;
  } while (below !== null);
  return pages;
};

/** What the port `Contacts` promises of its lists. */
export const contactListContract = (open: Open<PeopleStage>): void => {
  const test = on(open);

  describe('lists', () => {
    it(
      'are newest first, page by page, and say where they end',
      test(async ({ contacts }) => {
        for (const index of times(12, (at) => at)) await make(contacts, ACME, index, []);
        await make(contacts, OTHER, 1, []);
        expect((await pagesOf(contacts, everyone, 5)).map(idsOf)).to.deep.equal([
          [12, 11, 10, 9, 8],
          [7, 6, 5, 4, 3],
          [2, 1],
        ]);
        expect((await pagesOf(contacts, everyone, 6)).map(idsOf)).to.deep.equal([
          [12, 11, 10, 9, 8, 7],
          [6, 5, 4, 3, 2, 1],
        ]);
        const below = async (id: number, limit: number) =>
          idsOf(await right(contacts.list(ACME, everyone, contactId(id), limit)));
        expect(await below(4, 1)).to.deep.equal([3]);
        expect(await below(1, 5)).to.deep.equal([]);
        expect(await below(99, 2)).to.deep.equal([12, 11]);
        expect(await right(contacts.list(ACME, everyone, null, 0))).to.include({ next: null });
      }),
    );

    it(
      'of a group have its contacts only, in the same order',
      test(async ({ contacts }) => {
        for (const [index, groups] of [[1], [2], [], [1, 2], [10], [1, 10]].entries())
          await make(contacts, ACME, index, groups);
        await make(contacts, OTHER, 9, [1]);
        const of = async (group: number, limit: number) => (await pagesOf(contacts, { group }, limit)).map(idsOf);
        expect(await of(1, 2)).to.deep.equal([[6, 4], [1]]);
        expect(await of(2, 10)).to.deep.equal([[4, 2]]);
        expect(await of(10, 1)).to.deep.equal([[6], [5]]);
        expect(await of(3, 10)).to.deep.equal([[]]);
        expect(await of(Number.MAX_SAFE_INTEGER, 10)).to.deep.equal([[]]);
      }),
    );

    it(
      'of a group follow its contacts as they come and go, and every other change leaves them where they are',
      test(async ({ contacts }) => {
        const { id } = await make(contacts, ACME, 1, [1, 2]);
        const groupsFound = async (): Promise<readonly number[]> => {
          const found = await Promise.all(
            [1, 2, 3].map(async (group) => idsOf(await right(contacts.list(ACME, { group }, null, 10)))),
          );
          return [1, 2, 3].filter((_, at) => found[at]?.length === 1);
        };
        const change = (more: Partial<Contact>) =>
          right(contacts.update(ACME, id, (contact) => ({ ...contact, ...more })));
        await change({ groups: [2, 3] });
        expect(await groupsFound()).to.deep.equal([2, 3]);
        await change({ firstname: 'Ann' });
        await right(contacts.findOrCreate(ACME, newContact(1, { groups: [1] }), UNLIMITED, NOW));
        expect(await groupsFound()).to.deep.equal([2, 3]);
        await change({ groups: [] });
        expect(await groupsFound()).to.deep.equal([]);
      }),
    );

    it('have every contact of a filter once, however the pages are cut', async () => {
      const groups = fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
      const people = fc.array(fc.record({ groups, later: groups }), { maxLength: 12 });
      await fc.assert(
        fc.asyncProperty(people, fc.integer({ min: 1, max: 5 }), async (each, limit) =>
          on(open)(async ({ contacts }) => {
            const all: Contact[] = [];
            for (const [index, one] of each.entries()) {
              const { id } = await make(contacts, ACME, index, one.groups);
              const changed = await right(contacts.update(ACME, id, (was) => ({ ...was, groups: one.later })));
              if (changed._tag === 'Some') all.unshift(changed.value);
            }
            for (const group of [null, 1, 2, 3]) {
              const pages = await pagesOf(contacts, { group }, limit);
              expect(pages.flatMap(({ items }) => items)).to.deep.equal(
                all.filter((one) => group === null || one.groups.includes(group)),
              );
              expect(pages.slice(0, -1).every(({ items }) => items.length === limit)).to.equal(true);
            }
          })(),
        ),
        { numRuns: 15 },
      );
    });
  });
};
