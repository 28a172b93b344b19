import { expect } from 'chai';
import fc from 'fast-check';
import { type ContactId } from '../../../../src/domain/model/contact/contact.js';
import {
  type FoundContactPage,
  listContacts,
  MOST_JUDGED,
} from '../../../../src/domain/use-cases/contacts/list-contacts.js';
import { type ContactConditions } from '../../../../src/domain/use-cases/contacts/query.js';
import { right, times } from '../../../contracts/support.js';
import { contactOf, stage } from './stage.js';

const all: ContactConditions = { phone: null, userId: null, optedOut: null, group: null };
type Staged = ReturnType<typeof stage>;

const pagesOf = async ({ ports, account }: Staged, conditions: ContactConditions, limit: number) => {
  const pages: FoundContactPage[] = [];
  let below: ContactId | null = null;
  do {
    const page: FoundContactPage = await right(listContacts(ports, account, { conditions, below, limit }));
    pages.push(page);
    below = page.next;
  } while (below !== null);
  return pages;
};
const idsOf = (pages: readonly FoundContactPage[]): number[] =>
  pages.flatMap(({ items }) => items.map(({ contact }) => Number(contact.id)));

describe('listing contacts', () => {
  it('finds each that fits once, newest first, whoever has opted out and however the pages are cut', async () => {
    const people = fc.array(fc.record({ out: fc.boolean(), group: fc.constantFrom(1, 2) }), { maxLength: 30 });
    const asked = fc.record({
      limit: fc.integer({ min: 1, max: 7 }),
      optedOut: fc.constantFrom(null, true, false),
      group: fc.constantFrom(null, 1, 3),
    });
    await fc.assert(
      fc.asyncProperty(people, asked, async (each, { limit, optedOut, group }) => {
        const staged = stage(each.map((one, index) => contactOf(index + 1, { groups: [one.group] })));
        each.forEach(({ out }, index) => {
          if (out) staged.optOut(String(14_155_550_001 + index));
        });
        const pages = await pagesOf(staged, { ...all, optedOut, group }, limit);
        const fitting = each
          .map((one, index) => ({ ...one, id: index + 1 }))
          .filter((one) => (optedOut === null || one.out === optedOut) && (group === null || one.group === group));
        expect(idsOf(pages)).to.deep.equal(fitting.map(({ id }) => id).reverse());
        expect(pages.every(({ items }) => items.length <= limit)).to.equal(true);
      }),
    );
  });

  it('judges a bounded number by their consent, in one read, and goes on behind them', async () => {
    const staged = stage(times(2 * MOST_JUDGED + 10, (index) => contactOf(index + 1)));
    staged.optOut(String(14_155_550_001));
    const reads: number[] = [];
    const { consents } = staged.ports;
    const counting: Staged = {
      ...staged,
      ports: {
        ...staged.ports,
        consents: { ...consents, of: (id, hashes) => (reads.push(hashes.length), consents.of(id, hashes)) },
      },
    };
    const pages = await pagesOf(counting, { ...all, optedOut: true }, 10);
    expect(pages.map(({ items }) => items.length)).to.deep.equal([0, 0, 1]);
    expect(reads).to.deep.equal([MOST_JUDGED, MOST_JUDGED, 10]);
  });

  it('leaves out a contact whose consent is damaged, and names it', async () => {
    const staged = stage(times(4, (index) => contactOf(index + 1)));
    const { consents, hmac } = staged.ports;
    const broken = hmac(staged.account.consentKey, 'number 14155550002');
    const damaged: Staged = {
      ...staged,
      ports: {
        ...staged.ports,
        consents: {
          ...consents,
          of: (id, hashes) =>
            (hashes as readonly string[]).includes(broken)
              ? () => Promise.reject(new Error('does not decode'))
              : consents.of(id, hashes),
        },
      },
    };
    const [page] = await pagesOf(damaged, all, 10);
    expect(idsOf(page === undefined ? [] : [page])).to.deep.equal([4, 3, 1]);
    expect(page?.damaged.map(({ what }) => what)).to.deep.equal(['the consent of contact 1/2']);
  });

  it('names a damaged contact that is looked up by its phone, and finds none', async () => {
    const staged = stage([]);
    const broken: Staged = {
      ...staged,
      ports: {
        ...staged.ports,
        contacts: { ...staged.ports.contacts, byPhone: () => () => Promise.reject(new Error('does not decode')) },
      },
    };
    const [page] = await pagesOf(broken, { ...all, phone: '14155550001' as never }, 10);
    expect(page?.items).to.deep.equal([]);
    expect(page?.damaged).to.have.length(1);
  });
});
