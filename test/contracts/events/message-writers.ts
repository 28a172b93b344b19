import { expect } from 'chai';
import { type MessageEvent, type MessageEventType } from '../../../src/domain/model/message/message-event.js';
import { snapshotOf } from '../../../src/domain/model/message/message-snapshot.js';
import { LEASE, refOf } from '../../../src/domain/model/message/opened-message.js';
import { type Message } from '../../../src/domain/model/message/message.js';
import { type SendFailure, type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { type ReportedStatus } from '../../../src/domain/model/message/message-state.js';
import { type StatusReport } from '../../../src/domain/model/message/status-report.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import {
  ACME,
  draft,
  key,
  NONCE,
  NOW,
  on,
  type Open,
  OTHER,
  outcomeOf,
  right,
  shown,
  some,
  times,
} from '../support.js';
import { written, type WritersStage, writtenTypes } from './writers-stage.js';

const UNLIMITED = -1;
const WAMID = 'wamid.HBgLMTQx==';
const no: SendFailure = { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null };
const accepted = (at = NOW + 900, wamid = WAMID): SendOutcome => ({ _tag: 'Accepted', wamid, shown: shown(), at });
const refused = (more: Partial<SendFailure> = {}): SendOutcome => ({
  _tag: 'Refused',
  failure: { ...no, ...more },
  at: NOW + 800,
});
const unknown = refused({ outcome: 'unknown' });
const report = (status: ReportedStatus, mark: StatusReport['mark'] = null, wamid = WAMID): StatusReport => {
  const parts = { wamid, mark, shown: shown(), at: NOW + 5_000 };
  return status === 'failed' ? { ...parts, status, failure: no } : { ...parts, status };
};
const markOf = ({ id }: Message) => ({ id, nonce: NONCE });

/** Which events the port `Messages` writes: exactly one for each change of a state. */
export const messageWritersContract = (open: Open<WritersStage>): void => {
  const test = on(open);
  const opened = (messages: Messages, more: Parameters<typeof draft>[0] = {}): Promise<Message> =>
    right(messages.open(draft(more), UNLIMITED, NOW));
  const tell = (messages: Messages, one: StatusReport, at = NOW + 6_000) => right(messages.recordStatus(ACME, one, at));
  const eventOf = (type: MessageEventType, message: Message, at: number): MessageEvent => ({
    type,
    accountId: message.accountId,
    at,
    message: snapshotOf(message),
  });

  for (const [what, outcome, type] of [
    ['an acceptance', accepted(), 'message.sent'],
    ['a refusal', refused(), 'message.failed'],
    ['a refusal that frees the key', refused({ retryable: true }), 'message.failed'],
    ['an unknown outcome', unknown, 'message.unconfirmed'],
  ] as const)
    it(
      `tell of ${what}, once, however often it is recorded`,
      test(async (stage) => {
        const message = await opened(stage.messages, { key: key('k') });
        await Promise.all(
          times(6, (index) => outcomeOf((index % 2 === 0 ? stage : stage.elsewhere).messages, message, outcome)),
        );
        const after = await outcomeOf(stage.messages, message, outcome);
        expect(await written(stage)).to.deep.equal([eventOf(type, after, outcome.at)]);
      }),
    );

  it(
    'tell of each step that WhatsApp reports, in the order of the steps, by whichever process',
    test(async (stage) => {
      const message = await opened(stage.messages);
      const states = [await outcomeOf(stage.messages, message, accepted())];
      for (const [index, status] of (['delivered', 'read', 'played'] as const).entries()) {
        await tell((index % 2 === 0 ? stage.elsewhere : stage).messages, report(status), NOW + 6_000 + index);
        states.push((await some(stage.messages.byId(ACME, message.id))) as (typeof states)[number]);
      }
      expect(await written(stage)).to.deep.equal(
        states.map((state, index) =>
          eventOf(`message.${state.state}`, state, index === 0 ? NOW + 900 : NOW + 5_999 + index),
        ),
      );
    }),
  );

  it(
    'tell of a step alone where steps before it were skipped',
    test(async (stage) => {
      const message = await opened(stage.messages);
      const { events } = await tell(stage.messages, report('read', markOf(message)));
      const after = await some(stage.messages.byId(ACME, message.id));
      expect(events).to.deep.equal([eventOf('message.read', after, NOW + 6_000)]);
      expect(await written(stage)).to.deep.equal(events);
    }),
  );

  it(
    'tell of a failure after the message was sent',
    test(async (stage) => {
      const message = await opened(stage.messages);
      await outcomeOf(stage.messages, message, accepted());
      await tell(stage.messages, report('failed'));
      expect(await writtenTypes(stage)).to.deep.equal(['message.sent', 'message.failed']);
    }),
  );

  it(
    'tell of no status that changes no state: one repeated, older, or of another message',
    test(async (stage) => {
      const message = await opened(stage.messages);
      await outcomeOf(stage.messages, message, accepted());
      await tell(stage.messages, report('read'));
      for (const status of ['read', 'delivered', 'sent', 'failed'] as const) {
        await tell(stage.messages, report(status));
        await tell(stage.elsewhere.messages, report(status, markOf(message)));
      }
      await tell(stage.messages, report('played', { id: message.id, nonce: 'another_' }, 'wamid.other'));
      expect(await writtenTypes(stage)).to.deep.equal(['message.sent', 'message.read']);
    }),
  );

  it(
    'tell of a status once where many callers report it at once on two nodes',
    test(async (stage) => {
      const message = await opened(stage.messages);
      await outcomeOf(stage.messages, message, accepted());
      const answers = await Promise.all(
        times(12, (index) => tell((index % 2 === 0 ? stage : stage.elsewhere).messages, report('delivered'))),
      );
      expect(answers.flatMap(({ events }) => events)).to.have.length(1);
      expect(await writtenTypes(stage)).to.deep.equal(['message.sent', 'message.delivered']);
    }),
  );

  it(
    'tell of a message and the statuses that waited for it as of one change',
    test(async (stage) => {
      await tell(stage.elsewhere.messages, report('delivered'), NOW + 100);
      await tell(stage.messages, report('read'), NOW + 200);
      expect(await writtenTypes(stage)).to.deep.equal([]);
      const message = await opened(stage.messages);
      const after = await outcomeOf(stage.messages, message, accepted());
      expect(after.state).to.equal('read');
      expect(await written(stage)).to.deep.equal([eventOf('message.read', after, NOW + 900)]);
    }),
  );

  it(
    'tell of each state once where an acceptance and its statuses come at once on two nodes',
    test(async (stage) => {
      const ids = new Set<number>();
      await Promise.all(
        times(10, async (index) => {
          const message = await opened(stage.messages);
          ids.add(message.id);
          const wamid = `wamid.${index}`;
          await Promise.all([
            outcomeOf(stage.messages, message, accepted(NOW + 900, wamid)),
            tell(stage.elsewhere.messages, report('delivered', null, wamid)),
            tell(stage.messages, report('read', null, wamid)),
          ]);
        }),
      );
      const all = (await written(stage)) as readonly MessageEvent[];
      const steps = ['message.sent', 'message.delivered', 'message.read'];
      for (const id of ids) {
        const told = all.filter(({ message }) => message.id === id).map(({ type }) => steps.indexOf(type));
        expect(told, String(told)).to.deep.equal([...new Set(told)].sort());
        expect(told.at(-1)).to.equal(steps.length - 1);
      }
    }),
  );

  it(
    'tell of no outcome that comes late, after a status',
    test(async (stage) => {
      for (const [outcome, index] of [accepted(), refused(), unknown].map((one, at) => [one, at] as const)) {
        const message = await opened(stage.messages);
        await tell(stage.messages, report('delivered', markOf(message), `wamid.${index}`));
        await outcomeOf(stage.messages, message, outcome);
      }
      expect(await writtenTypes(stage)).to.deep.equal(times(3, () => 'message.delivered'));
    }),
  );

  it(
    'tell of a message that was unconfirmed, and of what becomes of it',
    test(async (stage) => {
      const message = await opened(stage.messages);
      await right(stage.messages.expire(NOW + LEASE, false));
      const lost = await some(stage.messages.byId(ACME, message.id));
      const sent = await outcomeOf(stage.messages, message, accepted(NOW + LEASE + 9));
      expect(await written(stage)).to.deep.equal([
        eventOf('message.unconfirmed', lost, NOW + LEASE),
        eventOf('message.sent', sent, NOW + LEASE + 9),
      ]);
    }),
  );

  it(
    'tell of each lease that ends once, where two nodes look at once, and of none that is renewed',
    test(async (stage) => {
      const messages = await Promise.all(times(20, () => opened(stage.messages)));
      const kept = await opened(stage.messages);
      await right(stage.messages.renew(refOf(kept), NOW + 50_000));
      await opened(stage.messages, { accountId: OTHER });
      const nodes = [stage.messages, stage.elsewhere.messages, stage.messages];
      await Promise.all(nodes.map((port) => right(port.expire(NOW + LEASE, false))));
      const all = (await written(stage)) as readonly MessageEvent[];
      expect(all.map(({ type }) => type)).to.deep.equal(times(20, () => 'message.unconfirmed'));
      expect(all.map(({ message }) => message.id)).to.have.members(messages.map(({ id }) => id));
      expect(await writtenTypes(stage, OTHER)).to.deep.equal(['message.unconfirmed']);
    }),
  );

  it(
    'tell of what a restart gives up',
    test(async (stage) => {
      await opened(stage.elsewhere.messages);
      await right(stage.messages.expire(NOW + 1, true));
      await right(stage.messages.expire(NOW + 2, true));
      expect((await written(stage)).map(({ type, at }) => [type, at])).to.deep.equal([
        ['message.unconfirmed', NOW + 1],
      ]);
    }),
  );

  it('tell of a message that is given up because its write came too late', async function () {
    const stage = await open();
    try {
      if (stage.openLate === null) return this.skip();
      await stage.openLate(draft({ key: key('late') }));
      expect(await writtenTypes(stage)).to.deep.equal(['message.failed']);
    } finally {
      await stage.close();
    }
  });

  it(
    'tell nothing of a message that is opened, or whose lease is renewed',
    test(async (stage) => {
      const message = await opened(stage.messages);
      await right(stage.messages.renew(refOf(message), NOW + 9));
      expect(await right(stage.events.waiting(10))).to.deep.equal([]);
      expect(await written(stage)).to.deep.equal([]);
    }),
  );
};
