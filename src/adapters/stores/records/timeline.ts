import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  type ExpiredEntry,
  doors,
  type OpenedEntry,
  type SettledEntry,
  type StatusEntry,
  type Timeline,
  type TimelineEntry,
  type TimelineKind,
  callReasons,
  type TryEntry,
  whatsAppCalls,
} from '../../../domain/model/message/timeline.js';
import { handStates, reportedStatuses } from '../../../domain/model/message/message-state.js';
import { type Fields, idempotencyKey, instant, literals, nullable, strict } from './codecs.js';

const kind = <Kind extends TimelineKind>(name: Kind): t.Type<Kind, unknown> => literals('kind', [name]);

const settled = strict<SettledEntry>('settled entry', {
  kind: kind('settled'),
  at: instant,
  as: literals('hand state', handStates),
  by: literals('settler', ['api', 'cli']),
  requestId: nullable(t.string),
  tokenId: nullable(t.string),
} as Fields<SettledEntry>);

const byKind = {
  opened: strict<OpenedEntry>('opened entry', {
    kind: kind('opened'),
    at: instant,
    door: literals('door', doors),
    requestId: t.string,
    tokenId: t.string,
    idempotencyKey: nullable(idempotencyKey),
  }),
  try: strict<TryEntry>('try entry', {
    kind: kind('try'),
    at: instant,
    call: literals('call', whatsAppCalls),
    ms: t.number,
    httpStatus: nullable(t.number),
    code: nullable(t.number),
    reason: nullable(literals('reason', callReasons)),
  }),
  status: strict<StatusEntry>('status entry', {
    kind: kind('status'),
    at: instant,
    status: literals('status', reportedStatuses),
    reportedAt: instant,
    code: nullable(t.number),
  }),
  expired: strict<ExpiredEntry>('expired entry', { kind: kind('expired'), at: instant }),
  settled,
} as const satisfies { readonly [Kind in TimelineKind]: t.Type<Extract<TimelineEntry, { kind: Kind }>, unknown> };

const kinds = Object.keys(byKind) as readonly TimelineKind[];
const ofSomeKind = t.type({ kind: literals('kind', kinds) });

const isEntry = (value: unknown): value is TimelineEntry => ofSomeKind.is(value) && byKind[value.kind].is(value);

/**
 * One entry. A fault is named by its field, not by the kinds that it is not. A sound one is only looked at: each read of
 * a message reads all of them, and to decode them would take a third of its time.
 */
const entryRecord = new t.Type<TimelineEntry, unknown>(
  'timeline entry',
  isEntry,
  (value, context) => {
    if (isEntry(value)) return t.success(value);
    const head = ofSomeKind.validate(value, context);
    return E.isLeft(head) ? head : byKind[head.right.kind].validate(value, context);
  },
  t.identity,
);

/** What a message went through, in its record. */
export const timelineRecord: t.Type<Timeline, unknown> = t.readonlyArray(entryRecord, 'timeline');
