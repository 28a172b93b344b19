import { expect } from 'chai';
import fc from 'fast-check';
import { type Consent, type Consents, optedOutSince, withWord } from '../../src/domain/model/contact/consent.js';
import { type PersonHash } from '../../src/domain/model/contact/person-hash.js';
import { type ConsentChange, type ConsentRecords } from '../../src/domain/ports/consent-records.js';
import { hash, joinsContract, type JoinStage } from './consents/joins.js';
import { ACME, NOW, on, type Open, OTHER, right, times } from './support.js';

const entries = (consents: Consents) => [...consents].sort(([one], [other]) => (one < other ? -1 : 1));

/** What the port `ConsentRecords` promises. */
export const consentRecordsContract = (
  name: string,
  open: Open<JoinStage & { readonly elsewhere: ConsentRecords }>,
): void => {
  const test = on(open);

  describe(`ConsentRecords: ${name}`, () => {
    const stop = (at: number) => ({ optedOut: true, at });
    const start = (at: number) => ({ optedOut: false, at });
    const isFlip = (hashes: readonly PersonHash[]) => (change: ConsentChange) =>
      (optedOutSince(change.before, hashes) === null) !== (optedOutSince(change.after, hashes) === null);

    it(
      'know nothing of whom nothing was said',
      test(async ({ consents }) => {
        expect(entries(await right(consents.of(ACME, [])))).to.deep.equal([]);
        expect(entries(await right(consents.of(ACME, [hash(1), hash(2)])))).to.deep.equal([]);
      }),
    );

    it(
      'keep a word under each of its hashes, in one account',
      test(async ({ consents, elsewhere }) => {
        const change = await right(consents.record(ACME, [hash(2), hash(1), hash(2)], stop(NOW)));
        const out: Consent = { saidAt: NOW, optedOutAt: NOW };
        expect(entries(change.before)).to.deep.equal([]);
        expect(entries(change.after)).to.deep.equal([
          [hash(1), out],
          [hash(2), out],
        ]);
        for (const store of [consents, elsewhere])
          expect(entries(await right(store.of(ACME, [hash(1), hash(2), hash(3)])))).to.deep.equal(
            entries(change.after),
          );
        expect(entries(await right(consents.of(OTHER, [hash(1)])))).to.deep.equal([]);
      }),
    );

    it(
      'change nothing at a word that comes again, or from before the newest',
      test(async ({ consents }) => {
        await right(consents.record(ACME, [hash(1)], stop(NOW + 5)));
        const latest = (await right(consents.record(ACME, [hash(1)], start(NOW + 9)))).after;
        for (const word of [stop(NOW + 5), start(NOW + 9), stop(NOW + 8)]) {
          const { before, after } = await right(consents.record(ACME, [hash(1)], word));
          expect(entries(before)).to.deep.equal(entries(latest));
          expect(entries(after)).to.deep.equal(entries(latest));
        }
        const again = await right(consents.record(ACME, [hash(1)], stop(NOW + 9)));
        expect(again.after.get(hash(1))).to.deep.equal({ saidAt: NOW + 9, optedOutAt: NOW + 9 });
      }),
    );

    it(
      'show the change to exactly one of many callers at once, on two nodes',
      test(async ({ consents, elsewhere }) => {
        const both = [hash(1), hash(2)];
        for (const [round, word] of [stop(NOW), start(NOW + 1), stop(NOW + 2)].entries()) {
          const changes = await Promise.all(
            times(20, (index) =>
              right(
                (index % 2 === 0 ? consents : elsewhere).record(
                  ACME,
                  index % 3 === 0 ? [...both].reverse() : both,
                  word,
                ),
              ),
            ),
          );
          expect(changes.filter(isFlip(both)), `round ${round}`).to.have.length(1);
          expect(optedOutSince(await right(consents.of(ACME, both)), both) !== null).to.equal(word.optedOut);
        }
      }),
    );

    it(
      'end with the newest word under every hash, whatever comes at once in whatever order',
      test(async ({ consents, elsewhere }) => {
        const words = times(12, (index) => ({ optedOut: index % 2 === 0, at: NOW + ((index * 7) % 12) }));
        const both = [hash(1), hash(2)];
        await Promise.all(
          words.map((word, index) => right((index % 2 === 0 ? consents : elsewhere).record(ACME, both, word))),
        );
        const newest = words.find(({ at }) => at === NOW + 11);
        const found = await right(consents.of(ACME, both));
        for (const one of both) {
          expect(found.get(one)?.saidAt).to.equal(NOW + 11);
          expect(found.get(one)?.optedOutAt !== null).to.equal(newest?.optedOut);
        }
      }),
    );

    joinsContract(open);

    it('behave as a plain map does, whatever is said in whatever order', async () => {
      const said = fc.record({
        account: fc.constantFrom(ACME, OTHER),
        hashes: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }),
        optedOut: fc.boolean(),
        at: fc.integer({ min: 0, max: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(said, { maxLength: 20 }), async (words) =>
          on(open)(async ({ consents }) => {
            const model = new Map<string, Consent>();
            for (const { account, hashes, optedOut, at } of words) {
              const names = hashes.map(hash);
              await right(consents.record(account, names, { optedOut, at: NOW + at }));
              for (const one of new Set(names)) {
                const place = `${account}/${one}`;
                model.set(place, withWord(model.get(place) ?? null, { optedOut, at: NOW + at }));
              }
            }
            for (const account of [ACME, OTHER]) {
              const found = await right(consents.of(account, [1, 2, 3].map(hash)));
              for (const one of [1, 2, 3].map(hash))
                expect(found.get(one)).to.deep.equal(model.get(`${account}/${one}`));
            }
          })(),
        ),
        { numRuns: 10 },
      );
    });
  });
};
