import { expect } from 'chai';
import fc from 'fast-check';
import {
  type Consent,
  type Consents,
  type ConsentWord,
  optedOutSince,
} from '../../../src/domain/model/contact/consent.js';
import { type PersonHash } from '../../../src/domain/model/contact/person-hash.js';
import { type ConsentRecords } from '../../../src/domain/ports/consent-records.js';
import { ACME, NOW, on, type Open, OTHER, rejection, right, times } from '../support.js';

export interface JoinStage {
  readonly consents: ConsentRecords;
  /** The same store as three processes have it open. */
  readonly nodes: readonly [ConsentRecords, ConsentRecords, ConsentRecords];
  /** A number that rises with each write. */
  readonly writes: () => Promise<number>;
  /** Damages the record of a hash. */
  readonly damage: (hash: PersonHash) => Promise<void>;
  /** Puts back what was damaged. */
  readonly restore: (hash: PersonHash) => Promise<void>;
}

export const hash = (index: number): PersonHash => `hash-${index}`.padEnd(43, '_') as PersonHash;
const stop = (at: number): ConsentWord => ({ optedOut: true, at });
const start = (at: number): ConsentWord => ({ optedOut: false, at });

type Step = { readonly join: readonly number[] } | { readonly hashes: readonly number[]; readonly word: ConsentWord };

const SIZE = 6;
const everyHash = times(SIZE, hash);

/** Joins and words, each word of an instant of its own. */
const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(
    fc.record({
      hashes: fc.uniqueArray(fc.nat({ max: SIZE - 1 }), { minLength: 1, maxLength: 3 }),
      word: fc.option(fc.boolean()),
    }),
    { minLength: 1, maxLength: 14 },
  )
  .chain((all) =>
    fc
      .shuffledSubarray(
        times(all.length, (index) => index),
        { minLength: all.length },
      )
      .map((order) =>
        all.map(({ hashes, word }, index) =>
          word === null ? { join: hashes } : { hashes, word: { optedOut: word, at: NOW + (order[index] ?? 0) } },
        ),
      ),
  );

const run = (consents: ConsentRecords, step: Step): Promise<unknown> =>
  'join' in step
    ? right(consents.join(ACME, step.join.map(hash)))
    : right(consents.record(ACME, step.hashes.map(hash), step.word));

/** The groups of hashes that are one person's after all these steps, found by passing over the joins again and again. */
const groupsOf = (all: readonly Step[]): readonly ReadonlySet<number>[] => {
  let groups = times(SIZE, (index) => new Set([index]));
  for (const step of all) {
    if (!('join' in step)) continue;
    const touched = groups.filter((group) => step.join.some((index) => group.has(index)));
    groups = [...groups.filter((group) => !touched.includes(group)), new Set(touched.flatMap((group) => [...group]))];
  }
  return groups;
};

/** Under every hash of a person the newest word counts, whatever it was said under. */
const expectNewest = (found: Consents, all: readonly Step[]): void => {
  for (const group of groupsOf(all)) {
    const words = all.flatMap((step) =>
      'word' in step && step.hashes.some((index) => group.has(index)) ? [step.word] : [],
    );
    const newest = words.reduce<ConsentWord | null>(
      (one, word) => (one === null || word.at > one.at ? word : one),
      null,
    );
    for (const index of group) {
      const consent = found.get(hash(index)) ?? null;
      expect(consent?.saidAt ?? null, `hash ${index}`).to.equal(newest?.at ?? null);
      expect((consent?.optedOutAt ?? null) !== null, `hash ${index}`).to.equal(newest?.optedOut ?? false);
    }
  }
};

/** What the port `ConsentRecords` promises of joined hashes. */
export const joinsContract = (open: Open<JoinStage>): void => {
  const test = on(open);
  const of = async (consents: ConsentRecords, ...indexes: readonly number[]): Promise<(Consent | undefined)[]> => {
    const found = await right(consents.of(ACME, indexes.map(hash)));
    return indexes.map((index) => found.get(hash(index)));
  };

  describe('joined hashes', () => {
    it(
      'have each other’s words, earlier and later ones, in one account',
      test(async ({ consents, nodes }) => {
        const out = { saidAt: NOW, optedOutAt: NOW };
        await right(consents.record(ACME, [hash(1)], stop(NOW)));
        await right(consents.join(ACME, [hash(1), hash(2)]));
        expect(await of(consents, 1, 2, 3)).to.deep.equal([out, out, undefined]);
        await right(consents.join(ACME, [hash(3), hash(2)]));
        for (const node of nodes) expect(await of(node, 1, 2, 3)).to.deep.equal([out, out, out]);
        const change = await right(consents.record(ACME, [hash(3)], start(NOW + 1)));
        expect([...change.before]).to.deep.equal([[hash(3), out]]);
        const back = { saidAt: NOW + 1, optedOutAt: null };
        expect([...change.after]).to.deep.equal([[hash(3), back]]);
        expect(await of(consents, 1, 2, 3)).to.deep.equal([back, back, back]);
        expect([...(await right(consents.of(OTHER, everyHash)))]).to.deep.equal([]);
        await right(consents.record(OTHER, [hash(1)], stop(NOW + 2)));
        expect([...(await right(consents.of(OTHER, everyHash))).keys()]).to.deep.equal([hash(1)]);
      }),
    );

    it(
      'of which nothing was said say nothing',
      test(async ({ consents, writes }) => {
        for (const none of [[], [hash(1)], [hash(1), hash(1)]]) await right(consents.join(ACME, none));
        expect(await writes()).to.equal(0);
        await right(consents.join(ACME, [hash(1), hash(2)]));
        expect(await of(consents, 1, 2)).to.deep.equal([undefined, undefined]);
      }),
    );

    it(
      'are known, as those are under which something was said',
      test(async ({ consents, damage }) => {
        const isKnown = (...indexes: readonly number[]) => right(consents.isKnown(ACME, indexes.map(hash)));
        expect(await isKnown()).to.equal(false);
        await right(consents.join(ACME, [hash(1), hash(2)]));
        await right(consents.record(ACME, [hash(3)], start(NOW)));
        for (const index of [1, 2, 3]) expect(await isKnown(0, index)).to.equal(true);
        await damage(hash(3));
        expect(await isKnown(3)).to.equal(true);
        expect(await isKnown(0, 4)).to.equal(false);
        expect(await right(consents.isKnown(OTHER, everyHash))).to.equal(false);
      }),
    );

    it(
      'let an older word change nothing, and of words of one instant the STOP count',
      test(async ({ consents }) => {
        await right(consents.record(ACME, [hash(1)], start(NOW + 5)));
        await right(consents.record(ACME, [hash(2)], stop(NOW + 4)));
        await right(consents.record(ACME, [hash(3)], stop(NOW + 5)));
        await right(consents.join(ACME, [hash(1), hash(2)]));
        const back = { saidAt: NOW + 5, optedOutAt: null };
        expect(await of(consents, 1, 2)).to.deep.equal([back, back]);
        await right(consents.record(ACME, [hash(2)], stop(NOW + 4)));
        expect(await of(consents, 1, 2)).to.deep.equal([back, back]);
        await right(consents.join(ACME, [hash(2), hash(3)]));
        const out = { saidAt: NOW + 5, optedOutAt: NOW + 5 };
        expect(await of(consents, 1, 2, 3)).to.deep.equal([out, out, out]);
      }),
    );

    it(
      'may be joined in a circle, and in a long chain',
      test(async ({ consents, writes }) => {
        for (const [one, other] of [
          [0, 1],
          [1, 2],
          [2, 0],
          [1, 0],
        ] as const)
          await right(consents.join(ACME, [hash(one), hash(other)]));
        await right(consents.record(ACME, [hash(2)], stop(NOW)));
        const out = { saidAt: NOW, optedOutAt: NOW };
        expect(await of(consents, 0, 1, 2)).to.deep.equal([out, out, out]);
        for (const index of times(40, (at) => at)) await right(consents.join(ACME, [hash(index), hash(index + 1)]));
        expect(await of(consents, 40)).to.deep.equal([out]);
        const before = await writes();
        await right(consents.join(ACME, [hash(0), hash(40)]));
        expect(await writes()).to.equal(before);
        await right(consents.record(ACME, [hash(40)], start(NOW + 1)));
        expect(await of(consents, 0)).to.deep.equal([{ saidAt: NOW + 1, optedOutAt: null }]);
      }),
    );

    it('have the newest word each, in whatever order joins and words come; repeated ones write nothing', async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.nat(), async (all, seed) =>
          on(open)(async ({ consents, writes }) => {
            for (const [index, step] of all.entries()) {
              await run(consents, step);
              expectNewest(await right(consents.of(ACME, everyHash)), all.slice(0, index + 1));
            }
            const end = await right(consents.of(ACME, everyHash));
            const before = await writes();
            // Any rotation of the same steps.
            for (const index of times(all.length, (at) => (at + seed) % all.length)) {
              const step = all[index];
              if (step !== undefined) await run(consents, step);
            }
            expect(await writes()).to.equal(before);
            expect([...(await right(consents.of(ACME, everyHash)))]).to.deep.equal([...end]);
          })(),
        ),
        { numRuns: 25 },
      );
    });

    it('have the newest word each, whatever joins and words come at once on three nodes', async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.array(fc.nat({ max: 2 }), { minLength: 14, maxLength: 14 }), async (all, at) =>
          on(open)(async ({ consents, nodes, writes }) => {
            await Promise.all(all.map((step, index) => run(nodes[at[index] ?? 0] ?? consents, step)));
            expectNewest(await right(consents.of(ACME, everyHash)), all);
            // Two STOPs at once may come to the hashes in different orders, and the first one's time stays under each.
            for (const step of all) await run(consents, step);
            expectNewest(await right(consents.of(ACME, everyHash)), all);
            const before = await writes();
            for (const step of all) await run(consents, step);
            expect(await writes()).to.equal(before);
          })(),
        ),
        { numRuns: 40 },
      );
    });

    it(
      'have a word that comes at the moment of their join, on three nodes',
      test(async ({ consents, nodes }) => {
        for (const round of times(20, (index) => 10 * index)) {
          const chain = times(6, (index) => hash(round + index));
          await Promise.all([
            ...chain.slice(1).map((one, index) => {
              const node = nodes[index % 3] ?? consents;
              return right(node.join(ACME, [one, chain[index] ?? one]));
            }),
            right(nodes[1].record(ACME, chain.slice(0, 1), stop(NOW + 1))),
            right(nodes[2].record(ACME, chain.slice(5), start(NOW))),
          ]);
          const found = await right(consents.of(ACME, chain));
          for (const one of chain) expect(found.get(one)).to.include({ saidAt: NOW + 1 });
        }
      }),
    );

    it(
      'show a change to exactly one of many callers at once, on three nodes',
      test(async ({ consents, nodes }) => {
        const both = [hash(1), hash(2)];
        await right(consents.join(ACME, [...both, hash(0), hash(3)]));
        for (const word of [stop(NOW), start(NOW + 1), stop(NOW + 2)]) {
          const changes = await Promise.all(
            times(18, (index) => right((nodes[index % 3] ?? consents).record(ACME, both, word))),
          );
          const flips = changes.filter(
            ({ before, after }) => (optedOutSince(before, both) === null) !== (optedOutSince(after, both) === null),
          );
          expect(flips).to.have.length(1);
        }
      }),
    );

    it(
      'of which one is damaged lose no word: it counts under the others, and the caller has to come again',
      test(async ({ consents, damage, restore }) => {
        await right(consents.join(ACME, [hash(1), hash(2)]));
        await right(consents.join(ACME, [hash(2), hash(3)]));
        await damage(hash(2));
        const words = consents.record(ACME, [hash(1)], stop(NOW));
        expect(String(await rejection(words))).to.match(/consents/);
        const out = { saidAt: NOW, optedOutAt: NOW };
        expect(await of(consents, 1)).to.deep.equal([out]);
        await rejection(consents.join(ACME, [hash(1), hash(4)]));
        await rejection(consents.of(ACME, [hash(2)]));
        await restore(hash(2));
        await right(words);
        expect(await of(consents, 1, 2, 3)).to.deep.equal([out, out, out]);
      }),
    );
  });
};
