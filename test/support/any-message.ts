import fc from 'fast-check';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type Message, openedMessage, wamidOf } from '../../src/domain/model/message/message.js';
import { type SendFailure } from '../../src/domain/model/message/send-outcome.js';
import { changed, type MessageChange } from '../../src/domain/model/message/message-change.js';
import { type StatusReport } from '../../src/domain/model/message/status-report.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { handStates, reportedStatuses } from '../../src/domain/model/message/message-state.js';
import { type Settler, type TryEntry } from '../../src/domain/model/message/timeline.js';
import { draft, key } from '../contracts/support.js';

export const WAMID = 'wamid.HBgL';

export const failure = (more: Partial<SendFailure> = {}): SendFailure => ({
  error: 'no',
  outcome: 'not_sent',
  retryable: false,
  whatsapp: null,
  ...more,
});

const anyFailure = fc.record({
  error: fc.constant('no'),
  outcome: fc.constantFrom('not_sent' as const, 'unknown' as const),
  retryable: fc.boolean(),
  whatsapp: fc.constantFrom(null, { code: 131026, title: 'Undeliverable', details: null, fbtraceId: null }),
});

const at = fc.integer({ min: 1_000, max: 9_000 });

export const anyReport: fc.Arbitrary<StatusReport> = fc
  .record({ status: fc.constantFrom(...reportedStatuses), at, retryable: fc.boolean() })
  .map(({ status, at: when, retryable }) => {
    const parts = { wamid: WAMID, mark: null, shown: nothingShown, at: when };
    return status === 'failed' ? { ...parts, status, failure: failure({ retryable }) } : { ...parts, status };
  });

export const byApi: Settler = { by: 'api', requestId: 'checkout-7f3b', tokenId: 'tok_1_1' };
export const byCli: Settler = { by: 'cli', requestId: null, tokenId: null };

const anyTry = (when: number): TryEntry => ({
  kind: 'try',
  at: when - 10,
  call: 'messages',
  ms: 10,
  httpStatus: 200,
  code: null,
  reason: null,
});

/** A change that nobody makes by hand. */
export type ChangeByWhatsApp = Exclude<MessageChange, { readonly _tag: 'Settled' }>;

const anySettlement: fc.Arbitrary<MessageChange> = fc
  .record({ as: fc.constantFrom(...handStates), at, settler: fc.constantFrom<Settler[]>(byApi, byCli) })
  .map((settlement) => ({ _tag: 'Settled', settlement }));

/** Everything that changes a message but a hand; a second acceptance may bring another wamid. */
export const anyChange: fc.Arbitrary<ChangeByWhatsApp> = fc.oneof(
  anyReport.map((report): ChangeByWhatsApp => ({ _tag: 'Report', at: report.at, report })),
  fc.record({ wamid: fc.constantFrom(WAMID, 'wamid.other'), at }).map(({ wamid, at: when }): ChangeByWhatsApp => ({
    _tag: 'Outcome',
    outcome: { _tag: 'Accepted', wamid, shown: nothingShown, at: when },
    entries: [anyTry(when)],
  })),
  fc.record({ why: anyFailure, at }).map(({ why, at: when }): ChangeByWhatsApp => ({
    _tag: 'Outcome',
    outcome: { _tag: 'Refused', failure: why, at: when },
    entries: [anyTry(when), { kind: 'expired', at: when }],
  })),
  at.map((when): ChangeByWhatsApp => ({ _tag: 'LeaseLost', at: when })),
);

export const opened = openedMessage(draft({ key: key('k') }), 1 as ChatMessageId, 1_000, 0);

/** A store applies a report only to the message that it is about, and a hand only to one that is unconfirmed. */
export const mayChange = (message: Message, change: MessageChange): boolean => {
  if (change._tag === 'Settled') return message.state === 'unconfirmed';
  return change._tag !== 'Report' || wamidOf(message) === null || wamidOf(message) === change.report.wamid;
};

/** Messages as anything that may happen makes them. */
export const anyMessage: fc.Arbitrary<Message> = fc
  .array(fc.oneof({ weight: 4, arbitrary: anyChange }, { weight: 1, arbitrary: anySettlement }), { maxLength: 6 })
  .map((changes) =>
    changes.reduce<Message>(
      (message, change) => (mayChange(message, change) ? changed(message, change, []).after : message),
      opened,
    ),
  );
