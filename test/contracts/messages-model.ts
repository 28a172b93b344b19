import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { CONVERSATION_LENGTH } from '../../src/domain/model/message/conversation.js';
import { LEASE, refOf } from '../../src/domain/model/message/opened-message.js';
import { type Message, openedMessage } from '../../src/domain/model/message/message.js';
import { type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { changed } from '../../src/domain/model/message/message-change.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { holdsKey, noService } from '../../src/domain/model/service-time.js';
import { HOUR, type Instant, MINUTE, monthOf } from '../../src/domain/model/time.js';
import { ACME, contactId, draft, key, on, type Open, OTHER, right, shown, outcomeOf } from './support.js';

type Step =
  | {
      readonly _tag: 'open';
      readonly account: AccountId;
      readonly contact: number;
      readonly key: string | null;
      readonly maximum: number;
    }
  | { readonly _tag: 'settle'; readonly which: number; readonly outcome: (at: Instant) => SendOutcome }
  | { readonly _tag: 'renew'; readonly which: number }
  | { readonly _tag: 'expire' };

const outcomes: readonly ((at: Instant) => SendOutcome)[] = [
  (at) => ({ _tag: 'Accepted', wamid: `wamid.${at}`, shown: shown(), at }),
  ...(['not_sent', 'unknown'] as const).flatMap((outcome) =>
    [true, false].map((retryable) => (at: Instant): SendOutcome => ({
      _tag: 'Refused',
      failure: { error: 'no', outcome, retryable, whatsapp: null },
      at,
    })),
  ),
];

const steps: fc.Arbitrary<readonly (readonly [elapsed: number, Step])[]> = fc.array(
  fc.tuple(
    fc.constantFrom(1, LEASE, 11 * HOUR),
    fc.oneof(
      fc.record({
        _tag: fc.constant('open' as const),
        account: fc.constantFrom(ACME, OTHER),
        contact: fc.integer({ min: 1, max: 3 }),
        key: fc.constantFrom(null, 'a', 'b'),
        maximum: fc.constantFrom(-1, 1, 2),
      }),
      fc.record({
        _tag: fc.constant('settle' as const),
        which: fc.nat({ max: 9 }),
        outcome: fc.constantFrom(...outcomes),
      }),
      fc.record({ _tag: fc.constant('renew' as const), which: fc.nat({ max: 9 }) }),
      fc.constant({ _tag: 'expire' as const }),
    ),
  ),
  { maxLength: 25 },
);

/** What the laws say in as few lines as they take: everything is looked for in a list of all messages. */
class Model {
  readonly messages: Message[] = [];
  readonly opened: { account: number; contact: number; at: Instant }[] = [];
  minutes = 0;

  holder(account: number, text: string): Message | undefined {
    const held = (message: Message) => message.accountId === account && message.key === text;
    return this.messages.find((message) => held(message) && holdsKey(message, { ...noService, minutes: this.minutes }));
  }
  isOpen(account: number, contact: number, now: Instant): boolean {
    return this.opened.some(
      (one) => one.account === account && one.contact === contact && now < one.at + CONVERSATION_LENGTH,
    );
  }
  openedIn(account: number, now: Instant): number {
    return this.opened.filter((one) => one.account === account && monthOf(one.at) === monthOf(now)).length;
  }
  change(message: Message, to: Message): void {
    this.messages[this.messages.indexOf(message)] = to;
  }
}

const apply = async (messages: Messages, model: Model, step: Step, now: Instant): Promise<void> => {
  if (step._tag === 'open') {
    const { account, contact, maximum } = step;
    const said = draft({
      accountId: account,
      contactId: contactId(contact),
      key: step.key === null ? null : key(step.key),
    });
    const taken = step.key !== null && model.holder(account, step.key) !== undefined;
    const isOpen = model.isOpen(account, contact, now);
    const full = !isOpen && maximum !== -1 && model.openedIn(account, now) >= maximum;
    const result = await messages.open(said, maximum, now)();
    expect(result._tag).to.equal(taken || full ? 'Left' : 'Right');
    if (result._tag === 'Left') return;
    expect(result.right).to.deep.equal(openedMessage(said, result.right.id, now, model.minutes));
    model.messages.push(result.right);
    if (!isOpen) model.opened.push({ account, contact, at: now });
  } else if (step._tag === 'expire') {
    const due = model.messages.filter(({ state, leaseUntil }) => state === 'pending' && leaseUntil <= now);
    expect((await right(messages.expire(now, false))).count).to.equal(due.length);
    for (const message of due) model.change(message, changed(message, { _tag: 'LeaseLost', at: now }, []).after);
  } else {
    const message = model.messages[step.which];
    if (message === undefined) return;
    if (step._tag === 'settle') {
      const outcome = step.outcome(now);
      const expected = changed(message, { _tag: 'Outcome', outcome, entries: [] }, []).after;
      expect(await outcomeOf(messages, message, outcome)).to.deep.equal(expected);
      model.change(message, expected);
    } else {
      await right(messages.renew(refOf(message), now));
      if (message.state === 'pending') model.change(message, { ...message, leaseUntil: now + LEASE });
    }
  }
};

const compare = async (messages: Messages, model: Model, now: Instant): Promise<void> => {
  for (const message of model.messages) {
    const found = await right(messages.byId(message.accountId, message.id));
    expect(found).to.deep.equal({ _tag: 'Some', value: message });
  }
  for (const account of [ACME, OTHER]) {
    for (const text of ['a', 'b']) {
      const found = await right(messages.byKey(account, key(text)));
      const held = model.holder(account, text);
      expect(found).to.deep.equal(held === undefined ? { _tag: 'None' } : { _tag: 'Some', value: held });
    }
    for (const contact of [1, 2, 3]) {
      expect(await right(messages.standing(account, contactId(contact), now))).to.deep.equal({
        open: model.isOpen(account, contact, now),
        openedThisMonth: model.openedIn(account, now),
      });
    }
  }
};

export const messagesModel = (
  open: Open<{ readonly messages: Messages; readonly serve: (minutes: number) => Promise<void> }>,
): void => {
  it('behave as a plain list of messages does, whatever happens in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) =>
        on(open)(async ({ messages, serve }) => {
          const model = new Model();
          let now = Date.UTC(2026, 10, 29);
          for (const [elapsed, step] of all) {
            now += elapsed;
            const minutes = Math.floor(elapsed / MINUTE);
            if (minutes > 0) await serve(minutes);
            model.minutes += minutes;
            await apply(messages, model, step, now);
          }
          await compare(messages, model, now);
        })(),
      ),
      { numRuns: 25 },
    );
  });
};
