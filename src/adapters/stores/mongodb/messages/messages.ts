import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { ObjectId } from 'mongodb';
import { type AccountId } from '../../../../domain/model/account/account.js';
import { type FeatureLimitExceeded } from '../../../../domain/model/errors.js';
import { type ChatMessageId, type MessageDraft } from '../../../../domain/model/message/opened-message.js';
import { type Message, openedMessage, type PendingMessage } from '../../../../domain/model/message/message.js';
import { holdsKey, type ServiceTime } from '../../../../domain/model/service-time.js';
import { type KeyTaken, type Messages } from '../../../../domain/ports/messages.js';
import { type Instant } from '../../../../domain/model/time.js';
import { runningSends } from '../../shared/running-sends.js';
import { learntFromOutcome } from '../../../../domain/model/message/learnt-contact.js';
import { changeByRef, changeMessage } from './change-message.js';
import { renewLease } from './renew-lease.js';
import { changeKnown } from '../contacts/change-contact.js';
import { contactDocuments } from '../contacts/contact-documents.js';
import { mongodbConversations } from './conversations.js';
import { counters } from '../database/counters.js';
import { type Database } from '../database/database.js';
import { equal, recordOf } from '../database/documents.js';
import { mongodbEarlyReports } from './early-reports.js';
import { expireMessages } from './expire-messages.js';
import { giveUp } from './give-up.js';
import { besideNew, byRef, keyClaim, type KeptMessage, messageDocuments, ownClaim } from './message-documents.js';
import { listMessages } from './list-messages.js';
import { settleByHand } from './settle-by-hand.js';
import { recordStatus } from './record-status.js';
import { withWamids } from './with-wamids.js';
import { StoreFault, storing, storingEither } from '../../shared/store-fault.js';

/** Messages in MongoDB, with conversations and idempotency keys. The insert of a message is its commit point. */
export const mongodbMessages = (database: Database, service: () => ServiceTime, tell: () => void): Messages => {
  const messages = messageDocuments(database);
  const contacts = contactDocuments(database);
  const conversations = mongodbConversations(database);
  const parts = { messages, contacts, early: mongodbEarlyReports(database), tell };
  const nextId = counters(database);
  const running = runningSends<KeptMessage>();

  const holderOf = (account: AccountId, key: string): Promise<KeptMessage | null> =>
    messages.first(equal({ accountId: account, claim: keyClaim(key) }));

  /** Whether a message claims the key. An expired claim is removed from its message. */
  const isHeld = async (account: AccountId, key: string): Promise<boolean> => {
    const holder = await holderOf(account, key);
    if (holder === null) return false;
    if (holdsKey(holder.record, service())) return true;
    await messages.replace(holder, holder.record, { claim: ownClaim(holder.record.id) });
    return isHeld(account, key);
  };

  /** The commit point. Left: another message claimed the key first. */
  const insert = async (draft: MessageDraft, id: ChatMessageId, now: Instant): Promise<E.Either<KeyTaken, Opened>> => {
    const message = openedMessage(draft, id, now, service().minutes);
    const _id = new ObjectId();
    const inserted = await insertOrGiveUp(message, _id);
    if (inserted !== null) return E.right({ message, kept: inserted });
    if (draft.key !== null && (await isHeld(draft.accountId, draft.key))) return E.left({ _tag: 'KeyTaken' });
    return insert(draft, await idOf(draft.accountId), now);
  };

  /** Null: another message has its key or its id. If the database does not say, the message is settled as not sent. */
  const insertOrGiveUp = async (message: Message, _id: ObjectId): Promise<KeptMessage | null> => {
    try {
      const inserted = await messages.insert(message, { _id, ...besideNew(message) });
      // The driver may repeat an insert after a lost connection, and the first one had succeeded.
      return inserted ?? (await messages.first({ ...byRef(message), _id: { $eq: _id } }));
    } catch (error) {
      if (error instanceof StoreFault) giveUp(parts, message);
      throw error;
    }
  };

  const idOf = async (account: AccountId): Promise<ChatMessageId> =>
    (await nextId(`messages of ${account}`)) as ChatMessageId;

  const open = async (
    draft: MessageDraft,
    maximum: number,
    now: Instant,
  ): Promise<E.Either<FeatureLimitExceeded | KeyTaken, Opened>> => {
    const { accountId, contactId, key } = draft;
    const counting = idOf(accountId);
    // If an earlier step refuses the message, a failed count must not go unhandled.
    counting.catch(() => undefined);
    if (key !== null && (await isHeld(accountId, key))) return E.left({ _tag: 'KeyTaken' });
    const conversation = await conversations.open(accountId, contactId, maximum, now);
    return E.isLeft(conversation) ? conversation : insert(draft, await counting, now);
  };

  return {
    byId: (account, id) => storing(async () => recordOf(await messages.first(equal({ accountId: account, id })))),

    byKey: (account, key) =>
      storing(async () =>
        O.filter((message: Message) => holdsKey(message, service()))(recordOf(await holderOf(account, key))),
      ),

    withWamids: (accounts, wamids) => storing(() => withWamids(database, messages, accounts, wamids)),

    list: (account, filter, after, limit) =>
      storing(() => listMessages(database, messages, account, filter, after, limit)),

    standing: (account, contact, now) => storing(() => conversations.standing(account, contact, now)),

    open: (draft, maximum, now) =>
      storingEither(async () => {
        const opened = await open(draft, maximum, now);
        return E.map(({ message, kept }: Opened) => {
          running.begin(message, kept);
          return message;
        })(opened);
      }),

    renew: (ref, now) =>
      storing(async () => {
        await renewLease(messages, ref, now);
      }),

    settle: (ref, outcome, known, entries) =>
      storing(async () => {
        const kept = running.get(ref) ?? (await messages.first(byRef(ref)));
        if (kept === null) throw new TypeError(`there is no message ${nameOf(ref)} to settle`);
        const change = { _tag: 'Outcome', outcome, entries } as const;
        // Before the message: if the process dies in between, the send is settled once more.
        const learning = changeKnown(contacts, known, learntFromOutcome(outcome));
        const settled =
          (await changeMessage(parts, kept, change, learning)) ?? (await changeByRef(parts, ref, () => change));
        if (settled === null) throw new TypeError(`the message ${nameOf(ref)} was deleted while it was sent`);
        running.end(ref);
        await learning;
        return settled.after;
      }),

    settleByHand: (ref, settlement) => storingEither(() => settleByHand(parts, ref, settlement)),

    recordStatus: (account, report, now) => storing(() => recordStatus(parts, account, report, now)),

    expire: (now, all) => storing(() => expireMessages(parts, now, all ? (ref) => !running.has(ref) : null)),
  };
};

/** A message as it was opened, and as it was found right afterwards. */
interface Opened {
  readonly message: PendingMessage;
  readonly kept: KeptMessage;
}

const nameOf = ({ accountId, id }: Pick<Message, 'accountId' | 'id'>): string => `${accountId}/${id}`;
