import fc from 'fast-check';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type Message, openedMessage, wamidOf } from '../../src/domain/model/message/message.js';
import { type SendFailure } from '../../src/domain/model/message/send-outcome.js';
import { changed, type MessageChange } from '../../src/domain/model/message/message-change.js';
import { reportedStatuses, type StatusReport } from '../../src/domain/model/message/status-report.js';
import { nothingShown } from '../../src/domain/model/contact/shown-person.js';
import { type TryEntry } from '../../src/domain/model/message/timeline.js';
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

const anyTry = (when: number): TryEntry => ({
  kind: 'try',
  at: when - 10,
  call: 'messages',
  ms: 10,
  httpStatus: 200,
  code: null,
  reason: null,
});

/** Everything that changes a message; a second acceptance may bring another wamid. */
export const anyChange: fc.Arbitrary<MessageChange> = fc.oneof(
  anyReport.map((report): MessageChange => ({ _tag: 'Report', at: report.at, report })),
  fc.record({ wamid: fc.constantFrom(WAMID, 'wamid.other'), at }).map(({ wamid, at: when }): MessageChange => ({
    _tag: 'Outcome',
    outcome: { _tag: 'Accepted', wamid, shown: nothingShown, at: when },
    entries: [anyTry(when)],
  })),
  fc.record({ why: anyFailure, at }).map(({ why, at: when }): MessageChange => ({
    _tag: 'Outcome',
    outcome: { _tag: 'Refused', failure: why, at: when },
    entries: [anyTry(when), { kind: 'expired', at: when }],
  })),
  at.map((when): MessageChange => ({ _tag: 'LeaseLost', at: when })),
);

export const opened = openedMessage(draft({ key: key('k') }), 1 as ChatMessageId, 1_000, 0);

/** A store applies a report only to the message that it is about. */
export const mayChange = (message: Message, change: MessageChange): boolean =>
  change._tag !== 'Report' || wamidOf(message) === null || wamidOf(message) === change.report.wamid;

/** Messages as anything that may happen makes them. */
export const anyMessage: fc.Arbitrary<Message> = fc
  .array(anyChange, { maxLength: 6 })
  .map((changes) =>
    changes.reduce<Message>(
      (message, change) => (mayChange(message, change) ? changed(message, change, []).after : message),
      opened,
    ),
  );
