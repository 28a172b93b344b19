import { expect } from 'chai';
import fc from 'fast-check';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { eventIdAt, type EventPlace } from '../../../../../src/domain/model/event/event-id.js';
import { SECOND } from '../../../../../src/domain/model/time.js';
import { left, right, times } from '../../../../contracts/support.js';
import { NOW, token } from '../../../../support/happy-ports.js';
import { memoryLog } from '../../../../support/memory-log.js';
import { ACME, hubStage, isTaken, listenTo, settle } from './stage.js';

const OTHER = 2 as AccountId;
const idsOf = (events: readonly { readonly id: string }[]): readonly string[] => events.map(({ id }) => id);
const place = (at: number): EventPlace => at as EventPlace;

describe('the hub of events', () => {
  it('tells each listener of an account what happens from now on, in order, and nothing of another', async () => {
    const { hub, log } = hubStage();
    log.write(ACME);
    const listeners = await Promise.all(times(3, () => listenTo(hub)));
    const deaf = await listenTo(hub, { accountId: OTHER });
    const written = times(20, () => log.write(ACME));
    hub.wake(ACME);
    await settle();
    for (const { heard } of listeners) expect(heard).to.deep.equal(idsOf(written));
    expect(deaf.heard).to.deep.equal([]);
    hub.close();
  });

  it('reads an account once for all that listen to it', async () => {
    const { hub, log } = hubStage();
    await Promise.all(times(50, () => listenTo(hub)));
    const before = log.reads();
    log.write(ACME);
    hub.wake(ACME);
    await settle();
    expect(log.reads() - before).to.equal(1);
    hub.close();
  });

  it('looks without a hint once a second, and not where nobody listens', async () => {
    const { hub, log, time } = hubStage();
    const { listening, heard } = await listenTo(hub);
    const written = log.write(ACME);
    hub.wake(OTHER);
    await settle();
    expect(heard).to.deep.equal([]);
    time.pass(SECOND);
    await settle();
    expect(heard).to.deep.equal([written.id]);
    listening.end();
    expect(time.pending()).to.equal(0);
    const before = log.reads();
    hub.wake(ACME);
    await settle();
    expect(log.reads()).to.equal(before);
  });

  it('takes a newcomer on from where it broke off, at its own pace, and then with the others', async () => {
    const { hub, log } = hubStage();
    const past = times(100, () => log.write(ACME));
    const first = await listenTo(hub);
    const late = await listenTo(hub, { from: place(40) });
    expect(late.heard).to.deep.equal(idsOf(past.slice(40)));
    expect(late.caughtUp()).to.be.greaterThan(1);
    const next = log.write(ACME);
    hub.wake(ACME);
    await settle();
    expect(late.heard).to.deep.equal(idsOf([...past.slice(40), next]));
    expect(first.heard).to.deep.equal([next.id]);
    hub.close();
  });

  it('begins behind a place to come when that has come, and holds up nobody meanwhile', async () => {
    const { hub, log } = hubStage();
    const ahead = await listenTo(hub, { from: place(3) });
    const now = await listenTo(hub);
    const written = times(5, () => log.write(ACME));
    hub.wake(ACME);
    await settle();
    expect(now.heard).to.deep.equal(idsOf(written));
    expect(ahead.heard).to.deep.equal(idsOf(written.slice(3)));
    hub.close();
  });

  it('tells only of the types that are wanted, and reads nothing for one who may see none', async () => {
    const { hub, log } = hubStage();
    times(30, () => log.write(ACME));
    const picky = await listenTo(hub, { from: place(0), types: ['account.attention'] });
    const before = log.reads();
    const nothing = await listenTo(hub, { from: place(0), types: [] });
    const written = log.write(ACME, 'account.attention');
    log.write(ACME);
    hub.wake(ACME);
    await settle();
    expect(picky.heard).to.deep.equal([written.id]);
    expect(nothing.heard).to.deep.equal([]);
    expect(log.reads() - before).to.equal(1);
    nothing.listening.end();
    await settle();
    expect(nothing.hasEnded()).to.equal(true);
    hub.close();
  });

  it('says where a listener begins, so that it can come back before its first event', async () => {
    const { hub, log } = hubStage();
    times(3, () => log.write(ACME));
    const { listening } = await listenTo(hub);
    expect(listening.beginsBehind).to.equal(eventIdAt(place(3), '--------'));
    hub.close();
  });

  it('lets one who takes nothing fall behind, and take it from the store later', async () => {
    const { hub, log } = hubStage();
    const ears = await listenTo(hub);
    const listening = await right(hub.open({ accountId: ACME, token, from: place(0), types: null }));
    // One call makes it join; from then on it takes nothing.
    const joining = listening.next();
    await settle();
    const written = times(2_500, () => log.write(ACME));
    for (let round = 0; round < 10; round += 1) {
      hub.wake(ACME);
      await settle();
    }
    while (ears.heard.length < written.length) await settle();
    const heard: string[] = [];
    for (let batch = await joining; batch._tag === 'Some'; batch = await listening.next()) {
      heard.push(...idsOf(batch.value.events));
      if (heard.length >= written.length) listening.end();
    }
    expect(heard).to.deep.equal(idsOf(written));
    hub.close();
  });

  it('tries again where the store is down, and says why it waits', async () => {
    const { hub, log, time, faults } = hubStage();
    const ears = await listenTo(hub);
    const written = log.write(ACME);
    log.fail(true);
    const late = await listenTo(hub, { from: place(0) });
    hub.wake(ACME);
    await settle();
    expect(faults).to.deep.equal(['the disk is gone', 'the disk is gone']);
    expect((await left(hub.open({ accountId: ACME, token, from: null, types: null })))._tag).to.equal('Unavailable');
    log.fail(false);
    time.pass(SECOND);
    await settle();
    expect([ears.heard, late.heard]).to.deep.equal([[written.id], [written.id]]);
    hub.close();
  });

  it('takes so many of one account, and so many in all, and more once some have left', async () => {
    const { hub, log } = hubStage({ ofAccount: 2, ofNode: 3 });
    const [first] = await Promise.all([listenTo(hub), listenTo(hub)]);
    expect(await isTaken(hub, ACME)).to.equal(false);
    expect(await isTaken(hub, OTHER)).to.equal(true);
    expect(await isTaken(hub, 3 as AccountId)).to.equal(false);
    first?.listening.end();
    first?.listening.end();
    expect(await isTaken(hub, ACME)).to.equal(true);
    expect(await isTaken(hub, ACME)).to.equal(false);
    log.fail(true);
    const { hub: failing } = hubStage({ ofAccount: 1, ofNode: 1 }, log);
    expect(await isTaken(failing, ACME)).to.equal(false);
    log.fail(false);
    expect(await isTaken(failing, ACME)).to.equal(true);
    hub.close();
    failing.close();
  });

  it('ends all when it closes, and takes no more', async () => {
    const { hub, time } = hubStage();
    const ears = await listenTo(hub);
    hub.close();
    await settle();
    await ears.listening.ended;
    expect(ears.hasEnded()).to.equal(true);
    expect(time.pending()).to.equal(0);
    expect(await isTaken(hub, ACME)).to.equal(false);
  });

  it('ends what a token opened within 15 s of its revocation, with one look for all of it', async () => {
    const { hub, tokens, looks, time } = hubStage();
    const mine = await Promise.all(times(3, () => listenTo(hub)));
    const others = await listenTo(hub, { token: { ...token, id: 'tok_1_9', hash: 'other' } });
    tokens.set('other', { ...token, id: 'tok_1_9', hash: 'other' });
    tokens.set(token.hash, { ...token, revokedAt: NOW });
    for (let seconds = 0; seconds < 14; seconds += 1) {
      time.pass(SECOND);
      await settle();
    }
    expect(mine.map(({ hasEnded }) => hasEnded())).to.deep.equal([true, true, true]);
    expect(others.hasEnded()).to.equal(false);
    expect(looks.toSorted()).to.deep.equal([token.hash, 'other']);
    hub.close();
  });

  it('ends a stream when its token expires, by the clock alone', async () => {
    const { hub, looks, time } = hubStage();
    const ears = await listenTo(hub, { token: { ...token, expiresAt: NOW + 2 * SECOND } });
    time.pass(SECOND);
    await settle();
    expect(ears.hasEnded()).to.equal(false);
    time.pass(SECOND);
    await settle();
    expect(ears.hasEnded()).to.equal(true);
    expect(looks).to.deep.equal([]);
  });

  it('loses and doubles nothing, however often a listener comes again, on whatever node', async () => {
    const turns = fc.array(
      fc.oneof(
        fc.record({ _tag: fc.constant('Write' as const), count: fc.integer({ min: 1, max: 40 }) }),
        fc.record({ _tag: fc.constant('Cut' as const), node: fc.integer({ min: 0, max: 2 }) }),
        fc.record({ _tag: fc.constant('Wake' as const), node: fc.integer({ min: 0, max: 2 }) }),
        fc.record({ _tag: fc.constant('Wait' as const), turns: fc.integer({ min: 1, max: 9 }) }),
      ),
      { maxLength: 30 },
    );
    const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    await fc.assert(
      fc.asyncProperty(turns, async (steps) => {
        const log = memoryLog(pause);
        const nodes = times(3, () => hubStage(undefined, log));
        const written: string[] = [];
        const heard: string[] = [];
        let last: number | null = null;
        const open = async (node: number): Promise<Awaited<ReturnType<typeof listenTo>>> =>
          listenTo((nodes[node] ?? expect.fail('no node')).hub, { from: last === null ? null : place(last) });
        let ears = await open(0);
        const leave = (): void => {
          ears.listening.end();
          // What came too late is not heard, as on a wire that is cut.
          heard.push(...ears.heard.splice(0));
          last = heard.length;
        };
        for (const step of steps) {
          if (step._tag === 'Write') written.push(...times(step.count, () => log.write(ACME).id));
          else if (step._tag === 'Wake') nodes[step.node]?.hub.wake(ACME);
          else if (step._tag === 'Wait') for (let turn = 0; turn < step.turns; turn += 1) await pause();
          else {
            leave();
            ears = await open(step.node);
          }
        }
        while (heard.length + ears.heard.length < written.length) {
          nodes.forEach(({ time }) => time.pass(SECOND));
          await settle();
        }
        expect([...heard, ...ears.heard]).to.deep.equal(written);
        nodes.forEach(({ hub }) => hub.close());
      }),
      { numRuns: 40 },
    );
  });
});
