import { expect } from 'chai';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type Seen } from '../../src/domain/model/account/seen-health.js';
import { NO_PLACE } from '../../src/domain/model/event/event-id.js';
import { MINUTE } from '../../src/domain/model/time.js';
import { type Accounts } from '../../src/domain/ports/accounts.js';
import { type EventLog } from '../../src/domain/ports/event-log.js';
import { NOBODY, none, NOW, on, type Open, right, some, times } from './support.js';

const credentials = { phoneNumberId: '1001', accessToken: 'EAAG' };
const accepted: Seen = { _tag: 'Accepted', credentials };
const refused: Seen = { _tag: 'Refused', credentials, code: 190, subcode: 463 };

const configured = async (accounts: Accounts): Promise<AccountId> => {
  const { id } = await right(accounts.create({ name: 'Acme', demo: false }, NOW));
  await some(accounts.change(id, { whatsapp: credentials }, NOW));
  return id;
};

/** What the port `Accounts` promises of the health of accounts. */
export const accountHealthContract = (
  name: string,
  open: Open<{ readonly accounts: Accounts; readonly events: EventLog }>,
): void => {
  const test = on(open);

  describe(`the health of Accounts: ${name}`, () => {
    it(
      'is recorded as it was seen, and kept',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        const before = await some(accounts.byId(id));
        const { account, event } = await some(accounts.recordHealth(id, [refused], NOW + 1));
        const problems = [{ reason: 'token', since: NOW + 1, code: 190 }];
        expect(account).to.deep.equal({ ...before, health: { problems, refusedSignatures: null } });
        expect(await some(accounts.byId(id))).to.deep.equal(account);
        expect(event).to.deep.include({ type: 'account.attention', accountId: id, at: NOW + 1, name: 'Acme' });
        expect(event?.health).to.deep.include({ problems, refusedSignatures: null });
      }),
    );

    it(
      'has one event for what many see at once, and one for its end',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        for (const seen of [refused, accepted]) {
          const recorded = await Promise.all(times(30, () => some(accounts.recordHealth(id, [seen], NOW))));
          expect(recorded.filter(({ event }) => event !== null)).to.have.length(1);
        }
        expect((await some(accounts.byId(id))).health.problems).to.deep.equal([]);
      }),
    );

    it(
      'says nothing new where nothing new was seen',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        await some(accounts.recordHealth(id, [refused], NOW));
        const { account, event } = await some(accounts.recordHealth(id, [refused, { _tag: 'Delivered' }], NOW + 9));
        expect(event).to.equal(null);
        expect(account.health.problems).to.deep.equal([{ reason: 'token', since: NOW, code: 190 }]);
      }),
    );

    it(
      'adds up the refused signatures of several writers',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        const wrong = (at: number): Seen => ({ _tag: 'SignaturesWrong', since: at, until: at, count: 2 });
        await Promise.all(times(10, (index) => some(accounts.recordHealth(id, [wrong(NOW + index)], NOW))));
        expect((await some(accounts.byId(id))).health.refusedSignatures).to.deep.equal({ since: NOW, count: 20 });
        const { event } = await some(accounts.recordHealth(id, [wrong(NOW + 15 * MINUTE)], NOW));
        expect(event?.health.refusedSignatures).to.deep.equal({ since: NOW, count: 22 });
        await some(accounts.recordHealth(id, [{ _tag: 'SignatureRight' }], NOW));
        expect((await some(accounts.byId(id))).health).to.deep.equal({ problems: [], refusedSignatures: null });
      }),
    );

    it(
      'loses nothing to settings that change at once, nor they to it',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        await Promise.all([
          some(accounts.recordHealth(id, [refused], NOW)),
          some(accounts.change(id, { name: 'Renamed' }, NOW)),
          some(accounts.addEntry(id, 'staff', 'Alex')),
          some(accounts.recordHealth(id, [{ ...refused, code: 131042 }], NOW)),
        ]);
        const account = await some(accounts.byId(id));
        expect(account).to.deep.include({ name: 'Renamed', staff: [{ id: 1, name: 'Alex' }] });
        expect(account.health.problems.map(({ reason }) => reason)).to.deep.equal(['token', 'payment']);
      }),
    );

    it(
      'of a new token is sound, and of one that is taken away not configured',
      test(async ({ accounts }) => {
        const id = await configured(accounts);
        await some(accounts.recordHealth(id, [refused], NOW));
        const renewed = await some(accounts.change(id, { whatsapp: { accessToken: 'new' } }, NOW + 1));
        expect(renewed.health.problems).to.deep.equal([]);
        const without = await some(accounts.change(id, { whatsapp: { accessToken: null } }, NOW + 2));
        expect(without.health.problems).to.deep.equal([{ reason: 'not_configured', since: NOW + 2, code: null }]);
      }),
    );

    it(
      'has its events with the changes, one for each change of its reasons',
      test(async ({ accounts, events }) => {
        const id = await configured(accounts);
        await Promise.all(times(20, () => some(accounts.recordHealth(id, [refused], NOW + 1))));
        await some(accounts.recordHealth(id, [{ ...refused, code: 10 }], NOW + 2));
        await some(accounts.change(id, { name: 'Renamed', whatsapp: { accessToken: 'new' } }, NOW + 3));
        await some(accounts.addEntry(id, 'staff', 'Alex'));
        await some(accounts.change(id, { whatsapp: { phoneNumberId: null } }, NOW + 4));
        expect(await right(events.waiting(10))).to.deep.equal([id]);
        await right(events.relay(id, NOW + 5));
        const { items } = await right(events.after(id, NO_PLACE, null, 100));
        expect(
          items.map(({ event }) =>
            event.type === 'account.attention'
              ? [event.at - NOW, event.name, event.health.problems.map(({ reason }) => reason).join()]
              : event.type,
          ),
        ).to.deep.equal([
          [0, 'Acme', ''],
          [1, 'Acme', 'token'],
          [3, 'Renamed', ''],
          [4, 'Renamed', 'not_configured'],
        ]);
      }),
    );

    it(
      'of nobody is none',
      test(({ accounts }) => none(accounts.recordHealth(NOBODY, [refused], NOW))),
    );
  });
};
