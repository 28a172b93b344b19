import { expect } from 'chai';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { filterOf, newestMessages, shownMessage } from '../../src/cli/list-messages.js';
import { UsageFailure } from '../../src/cli/failures/failure.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { fitsFilter, type MessageFilter, positionOf } from '../../src/domain/model/message/message-page.js';
import { type Message, openedMessage } from '../../src/domain/model/message/message.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { draft } from '../contracts/support.js';

const ACCOUNT = 1 as AccountId;
const userId = 'US.1' as UserId;

/** Messages with the highest id first; each third one went to a user id. */
const all: readonly Message[] = Array.from({ length: 300 }, (_, index) => {
  const id = (300 - index) as ChatMessageId;
  const more = id % 3 === 0 ? { recipient: { phone: null, userId } } : {};
  return openedMessage(draft(more), id, 1_000 + id, 0);
});

interface Asked {
  readonly limit: number;
}

/** A store that looks at `looks` messages for a page, and leaves the message 200 out as damaged. */
const storeOf = (looks: number, asked: Asked[] = []): { readonly messages: Messages } => ({
  messages: {
    list: (_account: AccountId, filter: MessageFilter, after: { id: number } | null, limit: number) => async () => {
      asked.push({ limit });
      const rest = after === null ? all : all.filter(({ id }) => id < after.id);
      const seen = rest.slice(0, Math.min(looks, limit));
      const last = seen.at(-1);
      return E.right({
        messages: seen.filter((message) => message.id !== 200 && fitsFilter(filter, message)),
        damaged: seen.filter(({ id }) => id === 200).map(() => ({ what: 'message 200', cause: new Error('bad') })),
        next: last === undefined || rest.length === seen.length ? null : positionOf(last),
      });
    },
  } as unknown as Messages,
});

const idsOf = (messages: readonly Message[]): readonly number[] => messages.map(({ id }) => id);

describe('the messages that the command line lists', () => {
  it('are the newest that fit, as many as were asked for, however short the pages are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        async (looks, limit, toUserId) => {
          const filter = filterOf(toUserId ? { user_id: userId } : {});
          const { items } = await newestMessages(storeOf(looks), ACCOUNT, filter, limit);
          const fitting = all.filter((message) => message.id !== 200 && fitsFilter(filter, message));
          expect(idsOf(items)).to.deep.equal(idsOf(fitting.slice(0, limit)));
        },
      ),
      { numRuns: 60, seed: 15 },
    );
  });

  it('never ask a store for more than a page may have, nor for more than is wanted', async () => {
    const asked: Asked[] = [];
    await newestMessages(storeOf(1_000, asked), ACCOUNT, filterOf({}), 250);
    expect(asked.map(({ limit }) => limit)).to.deep.equal([100, 100, 51]);
  });

  it('are told with those that are damaged', async () => {
    const { damaged } = await newestMessages(storeOf(1_000), ACCOUNT, filterOf({}), 250);
    expect(damaged.map(({ what }) => what)).to.deep.equal(['message 200']);
  });

  it('have the account before the keys of the API', () => {
    const [newest] = all;
    const shown = shownMessage(newest as Message);
    expect(Object.keys(shown).slice(0, 4)).to.deep.equal(['account_id', 'message_id', 'contact_id', 'phone']);
    expect(shown).to.deep.include({ account_id: 1, phone: null, user_id: 'US.1' });
  });

  it('are asked for by the rules of the API, with all faults at once', () => {
    for (const [written, names] of [
      [{ user_id: '14155550123' }, ['user_id']],
      [{ user_id: 'us.1', status: 'lost', media_type: 'gif' }, ['status', 'user_id', 'media_type']],
      [{ contact_id: '0', since: 'soon', until: '2026-02-30' }, ['contact_id', 'since', 'until']],
    ] as const) {
      const pattern = new RegExp(`^${names.map((name) => `${name} must .*\\.`).join('\n')}$`);
      expect(() => filterOf(written), names.join()).to.throw(UsageFailure, pattern);
    }
  });
});
