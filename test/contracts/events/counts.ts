import { expect } from 'chai';
import { countedAs, dayOf, type DayCounts, lastDays, noCounts } from '../../../src/domain/model/event/activity.js';
import { DAY, type Instant } from '../../../src/domain/model/time.js';
import { ACME, NOBODY, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { drain, type Happening, happenings, type WebhookStage } from './stage.js';

/** What the port `EventLog` promises of the counts of a day. */
export const countsContract = (open: Open<WebhookStage>): void => {
  const test = on(open);
  const today = dayOf(NOW);

  it(
    'are counted each on its own day, but for those that no day counts',
    test(async (stage) => {
      const model = new Map<string, DayCounts>();
      const happened: readonly (readonly [Happening, Instant])[] = times(30, (index) => [
        happenings[(index * 5) % happenings.length] ?? 'message.sent',
        NOW - (index % 4) * DAY,
      ]);
      for (const [index, [type, at]] of happened.entries()) {
        await (index % 2 === 0 ? stage.happen : stage.happenElsewhere)(ACME, type, at);
        if (index === 15) await drain(stage);
        const counted = countedAs(type);
        const counts = model.get(dayOf(at)) ?? noCounts;
        if (counted !== null) model.set(dayOf(at), { ...counts, [counted]: counts[counted] + 1 });
      }
      await drain(stage);
      const days = lastDays(NOW, 6);
      const expected = days.map((day) => model.get(day) ?? noCounts);
      expect(await right(stage.events.counts(ACME, days))).to.deep.equal(expected);
      expect(await right(stage.elsewhere.events.counts(ACME, days))).to.deep.equal(expected);
    }),
  );

  it(
    'are counted in the order of the days that are asked for, and by their account alone',
    test(async (stage) => {
      await stage.happen(ACME, 'message.sent', NOW);
      await stage.happen(OTHER, 'message.failed', NOW - DAY);
      await drain(stage);
      const [sent, failed] = [
        { ...noCounts, sent: 1 },
        { ...noCounts, failed: 1 },
      ];
      const counts = (account: typeof ACME, days: readonly string[]) => right(stage.events.counts(account, days));
      expect(await counts(ACME, [today, dayOf(NOW - DAY)])).to.deep.equal([sent, noCounts]);
      expect(await counts(OTHER, [dayOf(NOW - DAY), today])).to.deep.equal([failed, noCounts]);
      expect(await counts(NOBODY, [today])).to.deep.equal([noCounts]);
      expect(await counts(ACME, [])).to.deep.equal([]);
      expect(await counts(ACME, ['1999-01-01'])).to.deep.equal([noCounts]);
    }),
  );

  it(
    'are counted once, however often and by whomever they are relayed at once',
    test(async (stage) => {
      for (const index of times(20, (at) => at)) await stage.happen(ACME, 'message.sent', NOW + index);
      await Promise.all(
        times(12, (index) => right((index % 3 === 0 ? stage.elsewhere : stage).events.relay(ACME, NOW))),
      );
      await drain(stage);
      await right(stage.events.relay(ACME, NOW));
      expect(await right(stage.events.counts(ACME, [today]))).to.deep.equal([{ ...noCounts, sent: 20 }]);
    }),
  );

  it(
    'tell when an account last sent, and when a status last came',
    test(async (stage) => {
      expect(await right(stage.events.lastSeen(ACME))).to.deep.equal({ sentAt: null, statusAt: null });
      await stage.happen(ACME, 'message.sent', NOW + 2);
      await stage.happen(ACME, 'message.failed', NOW + 9);
      await drain(stage);
      expect(await right(stage.events.lastSeen(ACME))).to.include({ sentAt: NOW + 2 });
      await stage.happen(ACME, 'message.delivered', NOW + 5);
      await drain(stage);
      await stage.happen(ACME, 'message.read', NOW + 7);
      await stage.happen(ACME, 'contact.created', NOW + 11);
      await drain(stage);
      expect(await right(stage.events.lastSeen(ACME))).to.deep.equal({ sentAt: NOW + 2, statusAt: NOW + 7 });
      expect(await right(stage.elsewhere.events.lastSeen(OTHER))).to.deep.equal({ sentAt: null, statusAt: null });
    }),
  );
};
