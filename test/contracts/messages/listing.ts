import { expect } from 'chai';
import { nothingShown } from '../../../src/domain/model/contact/shown-person.js';
import fc from 'fast-check';
import { type MediaType } from '../../../src/domain/model/media/media-rules.js';
import { type Message } from '../../../src/domain/model/message/message.js';
import { type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import {
  fitsFilter,
  type MessageFilter,
  type MessagePosition,
  positionOf,
} from '../../../src/domain/model/message/message-page.js';
import { type Messages } from '../../../src/domain/ports/messages.js';
import {
  ACME,
  contactId,
  draft,
  everyMessage,
  NOW,
  on,
  type Open,
  OTHER,
  right,
  userId,
  recipient,
  phone,
  outcomeOf,
  times,
  untimed,
} from '../support.js';

const UNLIMITED = -1;
const accepted: SendOutcome = { _tag: 'Accepted', wamid: 'w', shown: nothingShown, at: NOW };
const refused: SendOutcome = {
  _tag: 'Refused',
  failure: { error: 'no', outcome: 'not_sent', retryable: false, whatsapp: null },
  at: NOW,
};

/** Follows the pages to the end. A page may be empty, but the way must end. */
const allPages = async (
  messages: Messages,
  filter: MessageFilter,
  limit: number,
  onPage: (page: readonly Message[]) => Promise<void> = async () => undefined,
): Promise<Message[]> => {
  const found: Message[] = [];
  let after: MessagePosition | null = null;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const page: { messages: readonly Message[]; next: MessagePosition | null } = await right(
      messages.list(ACME, filter, after, limit),
    );
    expect(page.messages.length).to.be.at.most(limit);
    found.push(...page.messages);
    if (page.next === null) return found;
    after = page.next;
    await onPage(page.messages);
  }
  return expect.fail('the pages never end');
};

/** What the port `Messages` promises of lists. */
export const listingContract = (open: Open<{ readonly messages: Messages }>): void => {
  const test = on(open);
  const opened = (messages: Messages, more: Parameters<typeof draft>[0], at: number): Promise<Message> =>
    right(messages.open(draft(more), UNLIMITED, at));

  describe('lists', () => {
    it(
      'show nothing where there is nothing',
      test(async ({ messages }) => {
        await opened(messages, { accountId: OTHER }, NOW);
        expect(await right(messages.list(ACME, everyMessage, null, 10))).to.deep.equal({
          messages: [],
          damaged: [],
          next: null,
        });
      }),
    );

    it(
      'show the newest first, by the time they were opened and then by id, page by page',
      test(async ({ messages }) => {
        const made: Message[] = [];
        for (const at of [3, 1, 1, 2, 5, 1, 4]) made.push(await opened(messages, {}, NOW + at));
        await opened(messages, { accountId: OTHER }, NOW + 2);
        const expected = [...made].sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
        for (const limit of [1, 2, 3, 7, 100])
          expect(await allPages(messages, everyMessage, limit), String(limit)).to.deep.equal(expected);
        const page = await right(messages.list(ACME, everyMessage, null, 3));
        expect(page.messages).to.deep.equal(expected.slice(0, 3));
        expect(page.next).to.deep.equal(positionOf(expected[2] as Message));
        expect((await right(messages.list(ACME, everyMessage, null, 7))).next).to.equal(null);
      }),
    );

    it(
      'count the first moment of a span in, and the last one out',
      test(async ({ messages }) => {
        for (const at of times(6, (index) => index)) await opened(messages, {}, NOW + at);
        const ages = async (since: number | null, until: number | null) =>
          (
            await allPages(
              messages,
              {
                ...everyMessage,
                since: since === null ? null : NOW + since,
                until: until === null ? null : NOW + until,
              },
              2,
            )
          ).map(({ createdAt }) => createdAt - NOW);
        expect(await ages(2, 4)).to.deep.equal([3, 2]);
        expect(await ages(4, null)).to.deep.equal([5, 4]);
        expect(await ages(null, 1)).to.deep.equal([0]);
        expect(await ages(3, 3)).to.deep.equal([]);
        expect(await ages(4, 2)).to.deep.equal([]);
        expect(await ages(-1e12, 1e12)).to.have.length(6);
      }),
    );

    it(
      'show each message as it now is, wherever its state has taken it',
      test(async ({ messages }) => {
        const message = await opened(messages, {}, NOW);
        const inState = async (state: Message['state']) =>
          (await right(messages.list(ACME, { ...everyMessage, state }, null, 10))).messages;
        expect(await inState('pending')).to.deep.equal([message]);
        const sent = await outcomeOf(messages, message, accepted);
        expect(await inState('pending')).to.deep.equal([]);
        expect(await inState('sent')).to.deep.equal([sent]);
        const report = { wamid: 'w', mark: null, shown: nothingShown, status: 'read', at: NOW + 1 } as const;
        await right(messages.recordStatus(ACME, report, NOW));
        expect(await inState('sent')).to.deep.equal([]);
        const read = { ...sent, state: 'read', deliveredAt: null, readAt: NOW + 1 };
        expect((await inState('read')).map(untimed)).to.deep.equal([untimed(read)]);
        await opened(messages, {}, NOW);
        await right(messages.expire(NOW + 1e9, false));
        expect(await inState('unconfirmed')).to.have.length(1);
      }),
    );

    it(
      'show what was there from the first page on exactly once, whatever comes meanwhile',
      test(async ({ messages }) => {
        const before: Message[] = [];
        for (const at of times(10, (index) => index)) before.push(await opened(messages, {}, NOW + at));
        const found = await allPages(
          messages,
          everyMessage,
          3,
          async () => void (await opened(messages, {}, NOW + 50)),
        );
        expect(found).to.deep.equal([...before].reverse());
      }),
    );

    it(
      'find a message by what it was given: its number, its user id, its reference, and the wamid that it got',
      test(async ({ messages }) => {
        const first = await opened(messages, { recipient: recipient(1, 1), reference: 'order-1' }, NOW);
        const second = await opened(messages, { recipient: recipient(2, null), reference: 'order-2' }, NOW + 1);
        const sent = await outcomeOf(messages, first, accepted);
        const found = async (filter: Partial<MessageFilter>) =>
          (await right(messages.list(ACME, { ...everyMessage, ...filter }, null, 10))).messages;
        expect(await found({ phone: phone(1) })).to.deep.equal([sent]);
        expect(await found({ phone: phone(3) })).to.deep.equal([]);
        expect(await found({ userId: userId(1) })).to.deep.equal([sent]);
        expect(await found({ reference: 'order-2' })).to.deep.equal([second]);
        expect(await found({ wamid: 'w' })).to.deep.equal([sent]);
        expect(await found({ wamid: 'w', reference: 'order-2' })).to.deep.equal([]);
        for (const wamid of ['W', '', '__proto__', '~'.repeat(10_000), 'é'.repeat(600)])
          expect(await found({ wamid })).to.deep.equal([]);
        expect(
          (await right(messages.list(OTHER, { ...everyMessage, phone: phone(1) }, null, 10))).messages,
        ).to.deep.equal([]);
      }),
    );

    it(
      'find a rare message among many in two pages at most, and go on where the first one ended',
      test(async ({ messages }) => {
        const count = 5_200;
        const rare = await opened(messages, { reference: 'rare', mediaType: 'audio' }, NOW);
        await Promise.all(times(count, (index) => opened(messages, {}, NOW + 1 + index)));
        const filter = { ...everyMessage, contactId: contactId(1), mediaType: 'audio' } as const;
        const first = await right(messages.list(ACME, filter, null, 10));
        const last = first.next === null ? first : await right(messages.list(ACME, filter, first.next, 10));
        expect(last).to.deep.equal({ messages: [rare], damaged: [], next: null });
      }),
    );

    it('hold exactly the messages that fit, whatever is asked for', async () => {
      const contact = fc.integer({ min: 1, max: 3 }).map(contactId);
      const mediaType = fc.constantFrom<MediaType[]>('image', 'audio');
      const at = fc.integer({ min: 0, max: 5 }).map((age) => NOW + age);
      const to = fc.constantFrom(recipient(1, null), recipient(null, 1), recipient(1, 2), recipient(2, 1));
      const reference = fc.constantFrom('order-1', 'order-2', 'Größe 🙂');
      const made = fc.record({
        to,
        contact,
        mediaType,
        at,
        reference: fc.option(reference),
        outcome: fc.constantFrom(null, accepted, refused),
      });
      const filter: fc.Arbitrary<MessageFilter> = fc.record({
        state: fc.constantFrom<(Message['state'] | null)[]>(null, 'pending', 'sent', 'failed', 'read'),
        contactId: fc.option(contact),
        mediaType: fc.option(mediaType),
        phone: fc.option(fc.integer({ min: 1, max: 3 }).map(phone)),
        userId: fc.option(fc.integer({ min: 1, max: 3 }).map(userId)),
        wamid: fc.option(fc.constantFrom('w.0', 'w.1', 'w.2', 'none', 'x'.repeat(4_000)), { freq: 5 }),
        reference: fc.option(reference),
        since: fc.option(at),
        until: fc.option(at),
      });
      await fc.assert(
        fc.asyncProperty(
          fc.array(made, { maxLength: 30 }),
          fc.array(fc.tuple(filter, fc.integer({ min: 1, max: 8 })), { minLength: 5, maxLength: 10 }),
          async (all, asked) =>
            on(open)(async ({ messages }) => {
              const kept: Message[] = [];
              for (const [index, one] of all.entries()) {
                const { to: recipientOf, contact: contactOf, mediaType: type, at: when } = one;
                const more = {
                  recipient: recipientOf,
                  contactId: contactOf,
                  mediaType: type,
                  reference: one.reference,
                };
                const message = await opened(messages, more, when);
                const outcome = one.outcome === accepted ? { ...accepted, wamid: `w.${index}` } : one.outcome;
                kept.push(outcome === null ? message : await outcomeOf(messages, message, outcome));
              }
              const sorted = kept.sort((a, b) => b.createdAt - a.createdAt || b.id - a.id);
              for (const [wanted, limit] of asked)
                expect(await allPages(messages, wanted, limit)).to.deep.equal(
                  sorted.filter((message) => fitsFilter(wanted, message)),
                );
            })(),
        ),
        { numRuns: 25 },
      );
    });
  });
};
