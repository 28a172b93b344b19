import { setTimeout } from 'node:timers/promises';
import { type Stores } from '../../src/app/stores.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { callbackDataOf } from '../../src/domain/model/message/callback-data.js';
import { type ContactPage } from '../../src/domain/ports/contacts.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { calls } from './calls.js';
import { drawn, numbers } from './chance.js';
import { type Customer, makeCustomer } from './customer.js';
import { judgeEvents, type WrongEvents } from './events-oracle.js';
import { type Answer, type Entry } from './journal.js';
import { callOnce, type Load, startLoad } from './load.js';
import { type Broken, complaints, isSound, judge } from './oracle.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial, withStores } from './stand.js';
import { ACCOUNT } from './stores.js';
import { untilSwept } from './sweeps.js';
import { tellStatuses } from './tell-statuses.js';

export interface KillsReport {
  readonly kills: number;
  readonly calls: number;
  readonly acknowledged: number;
  /** Calls that were under way when their server was killed. */
  readonly cut: number;
  /** Of those, repeated under their key on the restarted server. */
  readonly repeated: number;
  /** Messages whose outcome a kill took away and a status webhook brought back. */
  readonly settled: number;
  /** Messages that WhatsApp never got: `unconfirmed`, since nobody but WhatsApp knows. */
  readonly unconfirmed: number;
  /** Events that the account's endpoint got, and how many requests came with them. */
  readonly events: number;
  readonly deliveries: number;
  readonly broken: Broken;
  readonly wrongEvents: WrongEvents;
  /** Until a restarted server listened, in milliseconds. */
  readonly readyAfter: readonly number[];
  /** The processor time that it took, in milliseconds. */
  readonly readyCost: readonly number[];
  /** Until a server that is alone on its store had removed the staged files of the one before, in milliseconds. */
  readonly sweptAfter: readonly number[];
  /** Answers that no kill explains. */
  readonly strange: readonly string[];
}

export interface Killer {
  readonly seed: number;
  readonly kills: number;
  readonly clients: number;
  /** Lets the server work for a while and kills it; answers what it did, for the report. */
  readonly strike: (stand: Stand, server: ServerProcess, round: number, load: Load) => Promise<void>;
  /** How long a server that is on its way up may live; null lets it come up. */
  readonly strikeAtStart?: (round: number) => number | null;
  /** Ends early once something is broken. */
  readonly stopWhenBroken?: boolean;
}

/**
 * Kills servers under load, each on the data that the one before left, and asks after every kill whether all sides
 * agree; at the end the last server comes up and goes home in order.
 */
export const runKills = async (trial: Trial, killer: Killer): Promise<KillsReport> => {
  const customer = await makeCustomer();
  const stand = await makeStand(trial, {
    longestPause: 15,
    followOneIn: 4,
    mediaMode: killer.seed % 2 === 0 ? 'link' : 'upload',
    settings: customer.settings,
  });
  await withStores(stand.store.settings, customer.subscribe);
  const source = calls(killer.seed);
  const readyAfter: number[] = [];
  const readyCost: number[] = [];
  const sweptAfter: number[] = [];
  const strange: string[] = [];
  let repeated = 0;
  let kills = 0;
  /** Messages below this one were looked at after an earlier kill. */
  let from = 1;
  try {
    for (let round = 0; round < killer.kills; round += 1) {
      const early = killer.strikeAtStart?.(round) ?? null;
      if (early !== null) {
        const starting = stand.spawn();
        await setTimeout(early);
        await starting.kill();
        kills += 1;
        continue;
      }
      const server = await stand.start();
      readyAfter.push(server.readyAfter);
      readyCost.push(server.readyCost);
      if (stand.store.forOneServer) sweptAfter.push(await untilSwept(stand));
      const again = inFlight(stand).filter(({ call }) => call.key !== null);
      repeated += again.length;
      await Promise.all(again.map(async (entry) => strange.push(...(await repeat(stand, server, entry)))));
      const load = startLoad(stand, server, source, killer.clients);
      await killer.strike(stand, server, round, load);
      await server.kill();
      kills += 1;
      await load.stop();
      const { broken, next } = await lookAround(stand, from);
      strange.push(...complaints(broken).map((complaint) => `after kill ${kills}: ${complaint}`));
      from = next;
      if (killer.stopWhenBroken === true && (!isSound(broken) || strange.length > 0)) break;
    }
    const last = await stand.start();
    readyAfter.push(last.readyAfter);
    if (stand.store.forOneServer) sweptAfter.push(await untilSwept(stand));
    if (sweptAfter.includes(Infinity)) strange.push('staged files of a server that was killed stayed');
    strange.push(...(await tellStatuses(stand, last)));
    const wrongEvents = await untilTold(stand, customer, strange.length > 0 ? 0 : TOLD_AFTER);
    const code = await last.terminate();
    if (code !== 0) strange.push(`the last server left with ${code}`);
    const so = { kills, repeated, readyAfter, readyCost, sweptAfter, wrongEvents };
    return await summary(stand, customer, { ...so, strange: [...strange, ...customer.faults()] });
  } finally {
    await stand.close();
    await customer.close();
  }
};

/** Kills at any moment within the first `longest` milliseconds of load, or of a start. */
export const atRandom = (seed: number, kills: number, clients: number, longest = 600): Killer => {
  const moments = drawn(numbers(0, longest), seed, kills);
  return {
    seed,
    kills,
    clients,
    strike: async (_stand, _server, round) => setTimeout(moments[round] as number),
    // Every tenth dies while it starts.
    strikeAtStart: (round) => (round % 10 === 9 ? (moments[round] as number) : null),
  };
};

const lastAnswer = ({ answers }: Entry): Answer | undefined => answers.at(-1);

/** The calls of the last round that got no answer. */
const inFlight = ({ journal }: Stand): readonly Entry[] =>
  journal.entries().filter((entry) => lastAnswer(entry)?._tag === 'Cut' && entry.answers.length === 1);

/** A client does what a careful one does: the same call once more under its key. */
const repeat = async (stand: Stand, server: ServerProcess, { call }: Entry): Promise<readonly string[]> => {
  const answer = await callOnce(stand, server, call);
  // Where servers share a store, nobody knows for a while that the one which sends is dead.
  const isPending = !stand.store.forOneServer && answer._tag === 'Refused' && answer.code === 'IDEMPOTENCY_CONFLICT';
  const isUnknown = answer._tag === 'Refused' && answer.outcome === 'unknown';
  const isLawful = answer._tag === 'Acknowledged' || isUnknown || isPending;
  return isLawful ? [] : [`call ${call.id}, repeated under its key, got ${JSON.stringify(answer)}`];
};

/** What all sides say of the messages from an id on, while the store lies as the kill left it. */
const lookAround = async (stand: Stand, from: number): Promise<{ readonly broken: Broken; readonly next: number }> => {
  const snapshot = await stand.store.inspect(from);
  const entries = stand.journal.entries();
  const broken = judge({ entries, accepted: stand.graph.accepted(), snapshot, orphans: [], from });
  return { broken, next: Math.max(from, (snapshot.messages.at(-1)?.id ?? 0) + 1) };
};

/** Within which another node works for those of one that has died, and some more, in milliseconds. */
const TOLD_AFTER = 60_000;

/** Waits until the last server, to which nothing new comes, has told the endpoint all that is recorded. */
const untilTold = async ({ store }: Stand, customer: Customer, patience: number): Promise<WrongEvents> => {
  const { messages } = await store.inspect();
  const contacts = await withStores(store.settings, contactIdsIn);
  const judged = (): WrongEvents => judgeEvents({ messages, contacts }, customer.heard());
  for (const end = performance.now() + patience; judged().untold.length > 0 && performance.now() < end;)
    await setTimeout(200);
  return judged();
};

const contactIdsIn = async ({ contacts }: Stores): Promise<readonly number[]> => {
  const ids: number[] = [];
  for (let below: ContactId | null = null; ;) {
    const page: ContactPage = await orThrow(contacts.list(ACCOUNT, { group: null }, below, 1_000));
    ids.push(...page.items.map(({ id }) => id));
    below = page.next;
    if (below === null) return ids;
  }
};

const summary = async (
  stand: Stand,
  customer: Customer,
  so: Pick<KillsReport, 'kills' | 'repeated' | 'readyAfter' | 'readyCost' | 'sweptAfter' | 'wrongEvents' | 'strange'>,
): Promise<KillsReport> => {
  const orphans = await stand.store.leftOver();
  const snapshot = await stand.store.inspect();
  const entries = stand.journal.entries();
  const answers = entries.flatMap((entry) => entry.answers);
  const accepted = stand.graph.accepted();
  const unconfirmed = snapshot.messages.filter(({ state }) => state === 'unconfirmed');
  const acknowledged = new Set<number>(
    answers.flatMap((answer) => (answer._tag === 'Acknowledged' ? [answer.chatMessageId] : [])),
  );
  return {
    ...so,
    calls: entries.length,
    acknowledged: answers.filter(({ _tag }) => _tag === 'Acknowledged').length,
    cut: answers.filter(({ _tag }) => _tag === 'Cut').length,
    settled: snapshot.messages.filter(({ id, state }) => state === 'sent' && !acknowledged.has(id)).length,
    unconfirmed: unconfirmed.length,
    events: customer.heard().length,
    deliveries: customer.requests(),
    broken: judge({ entries, accepted, snapshot, orphans }),
    strange: [
      ...so.strange,
      ...answers.flatMap((answer) => unexpected(answer, stand.store.forOneServer)),
      ...snapshot.messages.filter(({ state }) => state === 'pending').map(({ id }) => `message ${id} is pending still`),
      ...unconfirmed
        .filter((message) => accepted.some(({ callbackData }) => callbackData === callbackDataOf(message)))
        .map(({ id }) => `message ${id} is unconfirmed, though a status told that it was sent`),
    ],
  };
};

/** Under kills alone a call succeeds, is cut, or is told that nobody knows, or not yet, what became of it. */
const unexpected = (answer: Answer, forOneServer: boolean): readonly string[] =>
  answer._tag !== 'Refused' || answer.outcome === 'unknown' || (!forOneServer && answer.code === 'IDEMPOTENCY_CONFLICT')
    ? []
    : [`an answer of ${answer.status} ${answer.code}`];
