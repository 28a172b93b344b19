import { expect } from 'chai';
import fc from 'fast-check';
import { type Concerned } from '../../../src/domain/model/contact/concerned.js';
import { type ConsentWord, optedOutSince } from '../../../src/domain/model/contact/consent.js';
import { type Contact, madeContact } from '../../../src/domain/model/contact/contact.js';
import { type OutboundEvent } from '../../../src/domain/model/event/event.js';
import { consentEvent } from '../../../src/domain/model/contact/contact-event.js';
import { hash } from '../consents/joins.js';
import { ACME, contactId, newContact, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { written, type WritersStage, writtenTypes } from './writers-stage.js';

const AT = NOW + 77;
const stop = (at: number): ConsentWord => ({ optedOut: true, at });
const start = (at: number): ConsentWord => ({ optedOut: false, at });
const contact = (id: number): Contact => madeContact(newContact(id), ACME, contactId(id), NOW - 1);

/** Contacts by their id, each with its hashes. */
const concern = (hashesOf: Readonly<Record<number, readonly number[]>>): Concerned => ({
  contacts: Object.entries(hashesOf).map(([id, own]) => ({ contact: contact(Number(id)), own: own.map(hash) })),
  at: AT,
});

/** Which events the port `ConsentRecords` writes: one for each concerned contact that opts out or in. */
export const consentWritersContract = (open: Open<WritersStage>): void => {
  const test = on(open);

  it(
    'tell of a contact that opts out, and in again, by our clock',
    test(async (stage) => {
      const concerned = concern({ 1: [1] });
      const out = await right(stage.consents.record(ACME, [hash(1)], stop(NOW), concerned));
      const back = await right(stage.elsewhere.consents.record(ACME, [hash(1)], start(NOW + 5), concerned));
      const events = [consentEvent(contact(1), NOW, AT), consentEvent(contact(1), null, AT)];
      expect([...out.events, ...back.events]).to.deep.equal(events);
      expect(await written(stage)).to.deep.equal(events);
      expect(await written(stage, OTHER)).to.deep.equal([]);
    }),
  );

  it(
    'tell nothing of a word that changes nothing, or concerns nobody',
    test(async (stage) => {
      const concerned = concern({ 1: [1] });
      await right(stage.consents.record(ACME, [hash(1)], start(NOW), concerned));
      await right(stage.consents.record(ACME, [hash(2)], stop(NOW)));
      await right(stage.consents.record(ACME, [hash(1)], stop(NOW - 5), concerned));
      expect(await written(stage)).to.deep.equal([]);
      await right(stage.consents.record(ACME, [hash(1)], stop(NOW + 1), concerned));
      for (const again of [stop(NOW + 1), stop(NOW + 9), start(NOW)])
        expect((await right(stage.consents.record(ACME, [hash(1)], again, concerned))).events).to.deep.equal([]);
      expect(await writtenTypes(stage)).to.deep.equal(['contact.opted_out']);
    }),
  );

  it(
    'tell of each contact of a person',
    test(async (stage) => {
      const concerned = concern({ 1: [1], 2: [1, 2], 3: [3] });
      await right(stage.consents.record(ACME, [hash(1), hash(2)], stop(NOW), concerned));
      expect(await written(stage)).to.have.deep.members([1, 2].map((id) => consentEvent(contact(id), NOW, AT)));
    }),
  );

  it(
    'tell of a word that counts for a contact because its ids are joined with those of the word',
    test(async (stage) => {
      await right(stage.consents.join(ACME, [hash(1), hash(2)]));
      await right(stage.consents.record(ACME, [hash(2)], stop(NOW), concern({ 1: [1] })));
      expect(await written(stage)).to.deep.equal([consentEvent(contact(1), NOW, AT)]);
    }),
  );

  it(
    'tell of a change once, where twenty callers report it at once on two nodes',
    test(async (stage) => {
      const concerned = concern({ 1: [1, 2] });
      for (const word of [stop(NOW), start(NOW + 1), stop(NOW + 2)]) {
        const changes = await Promise.all(
          times(20, (index) =>
            right(
              (index % 2 === 0 ? stage : stage.elsewhere).consents.record(
                ACME,
                index % 3 === 0 ? [hash(2), hash(1)] : [hash(1), hash(2)],
                word,
                concerned,
              ),
            ),
          ),
        );
        expect(changes.flatMap(({ events }) => events)).to.have.length(1);
      }
      expect([...(await writtenTypes(stage))].sort()).to.deep.equal([
        'contact.opted_in',
        'contact.opted_out',
        'contact.opted_out',
      ]);
    }),
  );

  it(
    'tell of a contact that a join opts out or in',
    test(async (stage) => {
      const concerned = concern({ 1: [1] });
      await right(stage.consents.record(ACME, [hash(2)], stop(NOW)));
      const events = [consentEvent(contact(1), NOW, AT)];
      expect(await right(stage.consents.join(ACME, [hash(1), hash(2)], concerned))).to.deep.equal(events);
      expect(await right(stage.consents.join(ACME, [hash(1), hash(2)], concerned))).to.deep.equal([]);
      expect(await written(stage)).to.deep.equal(events);
      await right(stage.consents.record(ACME, [hash(3)], start(NOW + 5)));
      await right(stage.elsewhere.consents.join(ACME, [hash(2), hash(3)], concerned));
      expect(await written(stage)).to.deep.equal([...events, consentEvent(contact(1), null, AT)]);
    }),
  );

  it(
    'tell nothing of a join that changes nothing for a contact, whatever it has beside',
    test(async (stage) => {
      await right(stage.consents.record(ACME, [hash(2)], stop(NOW)));
      await right(stage.consents.record(ACME, [hash(3)], start(NOW + 5)));
      await right(stage.consents.join(ACME, [hash(1), hash(2)], concern({ 1: [1, 3], 4: [4] })));
      await right(stage.consents.join(ACME, [hash(5), hash(6)], concern({ 5: [5], 6: [6] })));
      await right(stage.consents.join(ACME, [], concern({ 1: [1] })));
      expect(await written(stage)).to.deep.equal([]);
    }),
  );

  it(
    'tell of a join once, where twelve callers make it at once on two nodes',
    test(async (stage) => {
      await right(stage.consents.record(ACME, [hash(2)], stop(NOW)));
      const answers = await Promise.all(
        times(12, (index) =>
          right(
            (index % 2 === 0 ? stage : stage.elsewhere).consents.join(
              ACME,
              [hash(1), hash(2)],
              concern({ 1: [1], 2: [1, 2] }),
            ),
          ),
        ),
      );
      expect(answers.flat()).to.have.length(1);
      expect(await written(stage)).to.deep.equal([consentEvent(contact(1), NOW, AT)]);
    }),
  );

  const isOut = (event: OutboundEvent): boolean => 'optedOutAt' in event && event.optedOutAt !== null;
  const SIZE = 4;
  const concerned = concern({ 1: [0], 2: [1, 2], 3: [0, 3] });
  const steps = fc.array(
    fc.record({
      hashes: fc.uniqueArray(fc.nat({ max: SIZE - 1 }), { minLength: 1, maxLength: 3 }),
      word: fc.option(fc.boolean(), { nil: null }),
      at: fc.nat({ max: 9 }),
    }),
    { minLength: 1, maxLength: 10 },
  );

  it('tell of each contact in turn that it is out and in, as the records say, whatever comes in whatever order', () =>
    fc.assert(
      fc.asyncProperty(steps, (all) =>
        on(open)(async (stage) => {
          const expected: OutboundEvent[] = [];
          // Where two words are said in one instant, a store that spreads them one record at a time may tell the other's.
          const said = all.filter(({ word }) => word !== null).map(({ at }) => at);
          const told = (events: readonly OutboundEvent[]): readonly object[] =>
            new Set(said).size === said.length ? events : events.map((one) => ({ ...one, optedOutAt: isOut(one) }));
          const since = async () => {
            const said = await right(stage.consents.of(ACME, times(SIZE, hash)));
            return concerned.contacts.map(({ own }) => optedOutSince(said, own));
          };
          let before = await since();
          for (const { hashes, word, at } of all) {
            const named = hashes.map(hash);
            const events =
              word === null
                ? await right(stage.consents.join(ACME, named, concerned))
                : (await right(stage.consents.record(ACME, named, { optedOut: word, at: NOW + at }, concerned))).events;
            const after = await since();
            const flips = concerned.contacts.flatMap(({ contact: one }, index) => {
              const now = after[index] ?? null;
              return ((before[index] ?? null) === null) === (now === null) ? [] : [consentEvent(one, now, AT)];
            });
            expect(told(events)).to.have.deep.members(told(flips));
            expected.push(...flips);
            before = after;
          }
          expect(told(await written(stage))).to.have.deep.members(told(expected));
        })(),
      ),
      { numRuns: 25 },
    ));
};
