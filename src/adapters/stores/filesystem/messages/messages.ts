import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Conflict, type MessageNotFound } from '../../../../domain/model/errors.js';
import { settleable } from '../../../../domain/model/message/hand-settlement.js';
import { type Message, type SettledMessage } from '../../../../domain/model/message/message.js';
import { isAwaited } from '../../../../domain/model/message/settled-message.js';
import { type Messages } from '../../../../domain/ports/messages.js';
import { contactTables } from '../contacts/contact-records.js';
import { changeKnown } from '../contacts/contact-writes.js';
import { conversationStanding } from './conversations.js';
import { type Environment } from '../lmdb/environment.js';
import { expireMessages } from './expire-messages.js';
import { type MediaRecords } from '../media/media-records.js';
import { learntFromOutcome } from '../../../../domain/model/message/learnt-contact.js';
import { listMessages } from './list-messages.js';
import { messageTables } from './message-records.js';
import { holderOf, openMessage } from './open-message.js';
import { changeMessage, renewLease } from './message-writes.js';
import { recordStatus } from './record-status.js';
import { serviceRecord } from '../service-clock.js';
import { runningSends } from '../../shared/running-sends.js';

/** Messages in LMDB, with conversations and idempotency keys: each port function is one transaction. */
export const filesystemMessages = (environment: Environment, media: Pick<MediaRecords, 'name'>): Messages => {
  const tables = messageTables(environment);
  const { messages } = tables;
  const contacts = contactTables(environment);
  const service = serviceRecord(environment);
  const running = runningSends<Message>();

  return {
    byId: (account, id) => environment.read(() => O.fromNullable(messages.get([account, id]))),

    byKey: (account, key) => environment.read(() => O.fromNullable(holderOf(tables, account, key, service.get()))),

    withWamids: (accounts, wamids) =>
      environment.read(() =>
        accounts.flatMap((accountId) =>
          wamids.filter((wamid) => tables.wamids.has([accountId, wamid])).map((wamid) => ({ accountId, wamid })),
        ),
      ),

    list: (account, filter, after, limit) =>
      environment.read(() => listMessages(tables, account, filter, after, limit)),

    standing: (account, contact, now) => environment.read(() => conversationStanding(tables, account, contact, now)),

    open: (draft, maximum, now) => async () => {
      const opened = await openMessage({ environment, tables, media, service }, draft, maximum, now)();
      if (E.isRight(opened)) running.begin(opened.right, opened.right);
      return opened;
    },

    renew: ({ accountId, id }, now) =>
      environment.write(() => {
        const message = messages.get([accountId, id]);
        if (message === undefined || !isAwaited(message)) return { answer: undefined, writes: [] };
        return { answer: undefined, writes: renewLease(tables, message, now) };
      }),

    settle: (ref, outcome, known, entries) => async () => {
      const settled = await environment.write(() => {
        const message = messages.get([ref.accountId, ref.id]);
        if (message === undefined) throw new TypeError(`there is no message ${ref.accountId}/${ref.id} to settle`);
        const change = changeMessage(tables, message, { _tag: 'Outcome', outcome, entries });
        const { writes } = changeKnown(contacts, known, learntFromOutcome(outcome));
        return { answer: change.after, writes: [...change.writes, ...writes] };
      })();
      if (E.isRight(settled)) running.end(ref);
      return settled;
    },

    settleByHand: ({ accountId, id }, settlement) =>
      environment.writeEither<MessageNotFound | Conflict, SettledMessage>(() =>
        pipe(
          E.fromNullable({ _tag: 'MessageNotFound' } as const)(messages.get([accountId, id])),
          E.chainW(settleable),
          E.map((message) => changeMessage(tables, message, { _tag: 'Settled', settlement })),
          E.map(({ after, writes }) => ({ answer: after, writes })),
        ),
      ),

    recordStatus: (account, report, now) =>
      environment.write(() => recordStatus({ ...contacts, ...tables }, account, report, now)),

    expire: (now, all) => expireMessages(environment, tables, now, all ? (ref) => !running.has(ref) : null),
  };
};
