import { expect } from 'chai';
import fc from 'fast-check';
import { type Account } from '../../../../src/domain/model/account/account.js';
import { attentionEvent } from '../../../../src/domain/model/account/attention.js';
import { changeAccount } from '../../../../src/domain/model/account/change-account.js';
import {
  canSend,
  hasSameReasons,
  type Health,
  problemReasons,
  type ProblemReason,
  soundHealth,
  withProblem,
} from '../../../../src/domain/model/account/health.js';
import { healthOf, problemOfCode, type Seen, seenHealth } from '../../../../src/domain/model/account/seen-health.js';
import { MINUTE } from '../../../../src/domain/model/time.js';
import { account, NOW } from '../../../support/happy-ports.js';

const LATER = NOW + 60_000;
const never = { sentAt: null, statusAt: null };
const credentials = { phoneNumberId: '1001', accessToken: 'access' };
const accepted: Seen = { _tag: 'Accepted', credentials };
const delivered: Seen = { _tag: 'Delivered' };
const refused = (code: number, subcode: number | null = null, sentWith = credentials): Seen => ({
  _tag: 'Refused',
  credentials: sentWith,
  code,
  subcode,
});

const having = (...reasons: ProblemReason[]): Account => ({
  ...account,
  health: reasons.reduce((health, reason) => withProblem(health, reason, null, NOW), soundHealth),
});
const reasonsOf = ({ problems }: Health): readonly ProblemReason[] => problems.map(({ reason }) => reason);
const after = (before: Account, ...seen: readonly Seen[]): Health => seenHealth(before, seen, LATER);

describe("an account's health", () => {
  const table: readonly [code: number, subcode: number | null, reason: ProblemReason | null][] = [
    ...[0, 10, 190, 200, 201, 250, 298, 299].map((code) => [code, null, 'token'] as const),
    ...[33, 368, 131031, 131045, 133010].map((code) => [code, null, 'number'] as const),
    [100, 33, 'number'],
    [131042, null, 'payment'],
    [100, null, null],
    [100, 2388001, null],
    [131009, 33, null],
    ...[-1, 1, 2, 3, 4, 11, 189, 191, 199, 300, 80007, 130429, 131000, 131005, 131026, 131047, 131053].map(
      (code) => [code, null, null] as const,
    ),
  ].map(([code, subcode, reason]) => [code as number, subcode as number | null, reason as ProblemReason | null]);

  for (const [code, subcode, reason] of table)
    it(`has ${reason ?? 'no problem'} after error ${code}${subcode === null ? '' : ` / ${subcode}`}`, () => {
      expect(problemOfCode(code, subcode)).to.equal(reason);
      const health = after(account, refused(code, subcode));
      expect(health.problems).to.deep.equal(reason === null ? [] : [{ reason, since: LATER, code }]);
      if (reason === null) expect(health).to.equal(account.health);
    });

  it('is the same value where nothing changes', () => {
    expect(after(account, accepted, delivered, { _tag: 'SignatureRight' })).to.equal(account.health);
    const sick = { ...account, health: after(account, refused(190)) };
    expect(seenHealth(sick, [refused(190)], LATER + 1)).to.equal(sick.health);
  });

  it('keeps the beginning of a problem, and has its newest code', () => {
    const sick = { ...account, health: seenHealth(account, [refused(190)], NOW) };
    expect(after(sick, refused(10)).problems).to.deep.equal([{ reason: 'token', since: NOW, code: 10 }]);
  });

  it('loses token and number with a message that is accepted, and the payment with one that is delivered', () => {
    const sick = having('token', 'number', 'payment', 'signature');
    expect(reasonsOf(after(sick, accepted))).to.deep.equal(['payment', 'signature']);
    expect(reasonsOf(after(sick, delivered))).to.deep.equal(['token', 'number', 'signature']);
    expect(reasonsOf(after(sick, { _tag: 'SignatureRight' }))).to.deep.equal(['token', 'number', 'payment']);
  });

  it('takes what is seen in its order', () => {
    expect(reasonsOf(after(account, refused(131042), delivered))).to.deep.equal([]);
    expect(reasonsOf(after(account, delivered, refused(131042)))).to.deep.equal(['payment']);
  });

  it('is not touched by the answer to a token or number that was replaced since', () => {
    const former = { phoneNumberId: '999', accessToken: 'former' };
    expect(after(account, refused(190, null, former), refused(33, null, former))).to.equal(account.health);
    const sick = having('token', 'number');
    expect(after(sick, { _tag: 'Accepted', credentials: former })).to.equal(sick.health);
    expect(
      reasonsOf(after(account, { _tag: 'Refused', credentials: null, code: 131042, subcode: null })),
    ).to.deep.equal(['payment']);
  });

  it('counts refused signatures of several writers together', () => {
    const wrong = (since: number, until: number, count: number): Seen => ({
      ...{ _tag: 'SignaturesWrong', since, until, count },
    });
    const once = { ...account, health: seenHealth(account, [wrong(NOW + 5, NOW + 9, 2)], LATER) };
    const twice = seenHealth(once, [wrong(NOW, NOW + 15 * MINUTE, 1)], LATER);
    expect(twice.refusedSignatures).to.deep.equal({ since: NOW, count: 3 });
    expect(twice.problems).to.deep.equal([{ reason: 'signature', since: NOW, code: null }]);
    expect(canSend(twice)).to.equal(true);
  });

  it('says that an account is not configured as its settings say, whatever was kept', () => {
    const bare: Account = { ...account, whatsapp: { ...account.whatsapp, accessToken: null } };
    expect(healthOf(bare, LATER).problems).to.deep.equal([{ reason: 'not_configured', since: LATER, code: null }]);
    expect(healthOf(having('not_configured', 'payment'), LATER).problems.map(({ reason }) => reason)).to.deep.equal([
      'payment',
    ]);
    expect(healthOf(account, LATER)).to.equal(account.health);
  });

  it('keeps its problems in one order, each once, in whatever order they are seen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(190, 10, 33, 368, 131042)), (codes) => {
        const reasons = reasonsOf(after({ ...account, health: soundHealth }, ...codes.map((code) => refused(code))));
        expect(reasons).to.deep.equal(problemReasons.filter((reason) => reasons.includes(reason)));
      }),
    );
  });
});

describe('settings that are changed', () => {
  const sick = having('token', 'number', 'payment');
  const changedTo = (whatsapp: Partial<Account['whatsapp']>, before = sick) =>
    changeAccount(before, { whatsapp }, LATER);

  it('end the problem of what is new', () => {
    expect(reasonsOf(changedTo({ accessToken: 'new' }).health)).to.deep.equal(['number', 'payment']);
    expect(reasonsOf(changedTo({ phoneNumberId: '7' }).health)).to.deep.equal(['token', 'payment']);
    expect(changedTo({ accessToken: 'access', phoneNumberId: '1001', appSecret: 'x' }).health).to.equal(sick.health);
  });

  it('make an account one that is not configured, and end that', () => {
    const without = changedTo({ accessToken: null });
    expect(reasonsOf(without.health)).to.deep.equal(['not_configured', 'number', 'payment']);
    expect(reasonsOf(changedTo({ accessToken: 'again' }, without).health)).to.deep.equal(['number', 'payment']);
  });
});

describe('the event of a change of health', () => {
  const eventOf = (before: Account, health: Health) =>
    attentionEvent(before, { ...before, health }, { sentAt: 1, statusAt: 2 }, LATER);

  it('shows the whole health, and when messages last moved', () => {
    const health = after(account, refused(190));
    expect(eventOf(account, health)).to.deep.equal({
      type: 'account.attention',
      accountId: account.id,
      at: LATER,
      name: 'Acme',
      health: { ...health, lastSentAt: 1, lastStatusAt: 2 },
    });
  });

  it('is there exactly where the set of reasons changes', () => {
    const anyHealth = fc
      .subarray([...problemReasons].filter((reason) => reason !== 'not_configured'))
      .chain((reasons) =>
        fc.tuple(...reasons.map(() => fc.integer({ min: 0, max: 2 }))).map((codes): Health => ({
          problems: reasons.map((reason, index) => ({ reason, since: NOW, code: codes[index] ?? null })),
          refusedSignatures: null,
        })),
      );
    fc.assert(
      fc.property(anyHealth, anyHealth, (one, other) => {
        const event = eventOf({ ...account, health: one }, other);
        expect(event === null).to.equal(reasonsOf(one).join() === reasonsOf(other).join());
        expect(hasSameReasons(one, other)).to.equal(event === null);
      }),
    );
  });

  it('is made by settings too, and not by a name', () => {
    const bare = changeAccount(account, { whatsapp: { accessToken: null } }, LATER);
    expect(attentionEvent(account, bare, never, LATER)?.health.problems).to.have.length(1);
    expect(attentionEvent(account, changeAccount(account, { name: 'x' }, LATER), never, LATER)).to.equal(null);
  });

  it('is not made while the demo account gets its first number', () => {
    const begun: Account = { ...account, demo: true, whatsapp: { ...account.whatsapp, phoneNumberId: null } };
    const made = changeAccount(begun, { whatsapp: { phoneNumberId: '1' } }, LATER);
    expect(attentionEvent(begun, made, never, LATER)).to.equal(null);
    expect(
      attentionEvent(made, changeAccount(made, { whatsapp: { accessToken: null } }, LATER), never, LATER),
    ).not.to.equal(null);
  });
});
