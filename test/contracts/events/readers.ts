import { expect } from 'chai';
import { setImmediate } from 'node:timers/promises';
import { type LoggedEvent } from '../../../src/domain/model/event/event.js';
import { type EventPlace, NO_PLACE } from '../../../src/domain/model/event/event-id.js';
import { ACME, NOW, on, type Open, OTHER, right, times } from '../support.js';
import { drain, eventsOf, happenings, timesOf, type WebhookPorts, type WebhookStage } from './stage.js';

const WRITERS = 8;
const EACH = 12;

/** What the port `EventLog` promises those who read while others write. */
export const readersContract = (open: Open<WebhookStage>): void => {
  const test = on(open);

  /** Reads on until writing has ended and nothing is behind the last event that was read. */
  const follow = async ({ events }: WebhookPorts, isOver: () => boolean): Promise<readonly LoggedEvent[]> => {
    const seen: LoggedEvent[] = [];
    for (let place: EventPlace = NO_PLACE; ;) {
      const wasOver = isOver();
      const page = await right(events.after(ACME, place, null, 5));
      seen.push(...page.items);
      place = page.through;
      if (wasOver && !page.more) return seen;
      await setImmediate();
    }
  };

  it(
    'show each event once, in one order, to readers on two nodes while eight writers write',
    test(async (stage) => {
      let isWritten = false;
      let isRelayed = false;
      const writers = times(WRITERS, async (writer) => {
        const happen = writer % 2 === 0 ? stage.happen : stage.happenElsewhere;
        for (const index of times(EACH, (at) => at)) {
          const type = happenings[(writer + index) % happenings.length] ?? 'message.sent';
          await happen(index % 4 === 3 ? OTHER : ACME, type, NOW + writer * EACH + index);
        }
      });
      const relay = async (): Promise<void> => {
        for (let wasWritten = false; !wasWritten;) {
          wasWritten = isWritten;
          await drain(stage);
          await setImmediate();
        }
        isRelayed = true;
      };
      const relaying = relay();
      const readers = [stage, stage.elsewhere, stage].map((ports) => follow(ports, () => isRelayed));
      await Promise.all(writers);
      isWritten = true;
      await relaying;
      const all = await eventsOf(stage);
      expect([...timesOf(all)].sort((one, other) => one - other)).to.deep.equal(
        times(WRITERS * EACH, (index) => NOW + index).filter((at) => ((at - NOW) % EACH) % 4 !== 3),
      );
      for (const seen of await Promise.all(readers)) expect(seen).to.deep.equal(all);
    }),
  );
};
