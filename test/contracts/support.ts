import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import type * as O from 'fp-ts/lib/Option.js';
import { type TaskEither } from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { noDetails, type ContactId, type NewContact } from '../../src/domain/model/contact/contact.js';
import { type IdempotencyKey } from '../../src/domain/model/message/idempotency-key.js';
import { type MessageDraft, refOf } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { type Message, type SettledMessage } from '../../src/domain/model/message/message.js';
import { type SendOutcome } from '../../src/domain/model/message/send-outcome.js';
import { type MessageOrigin } from '../../src/domain/model/message/timeline.js';
import { type MessageFilter } from '../../src/domain/model/message/message-page.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { byNumber, type Recipient } from '../../src/domain/model/contact/recipient.js';
import { nothingShown, type ShownPerson } from '../../src/domain/model/contact/shown-person.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { type Contact, madeContact } from '../../src/domain/model/contact/contact.js';
import { type Listing } from '../../src/domain/ports/store.js';

/** Opens stores for one test and says how to close them. */
export type Open<Stage> = () => Promise<Stage & { readonly close: () => Promise<void> }>;

/** Runs a test on stores of its own. */
export const on =
  <Stage>(open: Open<Stage>) =>
  (test: (stage: Stage) => Promise<void>): (() => Promise<void>) =>
  async () => {
    const stage = await open();
    try {
      await test(stage);
    } finally {
      await stage.close();
    }
  };

/** The answer of a task that must not fail. */
export const right = async <L, A>(task: TaskEither<L, A>): Promise<A> => {
  const result = await task();
  if (E.isLeft(result)) expect.fail(`refused: ${JSON.stringify(result.left)}`);
  return result.right;
};

/** The refusal of a task that must fail. */
export const left = async <L, A>(task: TaskEither<L, A>): Promise<L> => {
  const result = await task();
  if (E.isRight(result)) expect.fail(`not refused: ${JSON.stringify(result.right)}`);
  return result.left;
};

/** What a task rejects with: it must not resolve. */
export const rejection = async (task: () => Promise<unknown>): Promise<unknown> => {
  const answer = await task().then(
    (resolved) => ({ resolved }),
    (rejected: unknown) => ({ rejected }),
  );
  return 'rejected' in answer ? answer.rejected : expect.fail(`resolved: ${JSON.stringify(answer.resolved)}`);
};

export const some = async <L, A>(task: TaskEither<L, O.Option<A>>): Promise<A> => {
  const option = await right(task);
  if (option._tag === 'None') expect.fail('nothing is there');
  return option.value;
};

export const none = async <L, A>(task: TaskEither<L, O.Option<A>>): Promise<void> => {
  expect((await right(task))._tag).to.equal('None');
};

/** A list in which no record is damaged. */
export const whole = async <L, A>(task: TaskEither<L, Listing<A>>): Promise<readonly A[]> => {
  const { items, damaged } = await right(task);
  expect(damaged).to.deep.equal([]);
  return items;
};

/** A page that no test fills. */
export const allAtOnce = { after: null, limit: 1_000 };

export const times = <A>(count: number, make: (index: number) => A): A[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** How many of them are equal to each other, for every value. */
export const rights = <L, A>(results: readonly E.Either<L, A>[]): A[] =>
  results.flatMap((result) => (E.isRight(result) ? [result.right] : []));

export const lefts = <L, A>(results: readonly E.Either<L, A>[]): L[] =>
  results.flatMap((result) => (E.isLeft(result) ? [result.left] : []));

export const NOW = Date.UTC(2026, 10, 23, 12);
export const ACME = 1 as AccountId;
export const OTHER = 2 as AccountId;
export const NOBODY = 999 as AccountId;

export const phone = (index: number): PhoneNumber => String(14_155_550_000 + index) as PhoneNumber;
export const userId = (index: number): UserId => `US.${10_000 + index}` as UserId;

/** A recipient by any two of these indexes; null for an id that it lacks. */
export const recipient = (phoneAt: number | null, userAt: number | null): Recipient =>
  ({
    phone: phoneAt === null ? null : phone(phoneAt),
    userId: userAt === null ? null : userId(userAt),
  }) as Recipient;

/** What WhatsApp shows of a person. */
export const shown = (more: Partial<ShownPerson> = {}): ShownPerson => ({ ...nothingShown, ...more });

export const contactId = (id: number): ContactId => id as ContactId;
export const key = (text: string): IdempotencyKey => text as IdempotencyKey;
export const mediaId = (letter: string): MediaId => letter.repeat(43) as MediaId;

/** The random part of the mark of a draft. */
export const NONCE = 'aB3-_9zQ';

export const newContact = (index: number, more: Partial<NewContact> = {}): NewContact => ({
  ...noDetails,
  recipient: byNumber(phone(index)),
  status: 1,
  source: 1,
  ...more,
});

/** The request of a draft. */
export const ORIGIN: MessageOrigin = { door: 'rest', requestId: 'checkout-7f3a', tokenId: 'tok_1_1' };

export const draft = (more: Partial<MessageDraft> = {}): MessageDraft => ({
  accountId: ACME,
  contactId: contactId(1),
  recipient: byNumber(phone(1)),
  mediaType: 'image',
  mediaId: mediaId('m'),
  mediaUrl: 'https://media.example.com/media/m/holiday.jpg',
  caption: 'Hi',
  filename: null,
  reference: null,
  warnings: [],
  key: null,
  fingerprint: 'f'.repeat(64),
  nonce: NONCE,
  origin: ORIGIN,
  ...more,
});

/** The contact of a message as it was first recorded. */
export const contactFor = ({ accountId, contactId: id, recipient: to }: Message): Contact =>
  madeContact({ ...newContact(0), recipient: to as Recipient }, accountId, id, NOW);

/** A filter that every message fits. */
export const everyMessage: MessageFilter = {
  state: null,
  contactId: null,
  mediaType: null,
  phone: null,
  userId: null,
  wamid: null,
  reference: null,
  since: null,
  until: null,
};

/** A message without what it went through. */
export const untimed = <M extends Pick<Message, 'timeline'>>({ timeline: _timeline, ...rest }: M): object => rest;

/** A message after its outcome, which its sender records with the contact as it was made. */
export const outcomeOf = (
  messages: Pick<Messages, 'settle'>,
  message: Message,
  outcome: SendOutcome,
): Promise<SettledMessage> => right(messages.settle(refOf(message), outcome, contactFor(message), []));
