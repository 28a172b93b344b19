import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type Time } from '../../../../../kit/time/timer.js';
import { counted } from '../../database/answers.js';
import { type Database } from '../../database/database.js';
import { equal, unlessDuplicate } from '../../database/documents.js';
import { byAccount, newProgress, NOBODY, PROGRESS } from './progress.js';
import { BEAT, nodeBeats } from './node-beats.js';

/** The accounts that this process works for: relays their events, and delivers them. Each is one process's at a time. */
export interface AccountLeases {
  readonly holds: (account: AccountId) => boolean;
  /** Of these accounts, those that this process works for: it takes those that nobody does. Throws `StoreFault`. */
  readonly take: (accounts: readonly AccountId[]) => Promise<readonly AccountId[]>;
  /** From now on its accounts are free for others. */
  readonly close: () => Promise<void>;
}

/** Those of a process that works for no account: a command. */
export const noLeases: AccountLeases = {
  holds: () => false,
  take: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** Those of a node. */
export interface NodeLeases extends AccountLeases {
  /** Shows that the node lives, and takes what dead nodes have left. It does so by itself every five seconds. */
  readonly beat: () => Promise<void>;
}

/** How long the database may be silent, in milliseconds. No caller waits. */
const PATIENCE = 4_000;

/**
 * The leases of a node: each names its node in the account's progress. Nodes renew one document each, not their leases.
 * A node that was taken for dead reads its leases again before it goes on.
 */
export const accountLeases = (database: Database, time: Time): NodeLeases => {
  const { within } = database;
  const progress = database.collection(PROGRESS);
  const node = nodeBeats(database, time);
  const held = new Set<AccountId>();
  let dead: ReadonlySet<string> = new Set();

  const readHeld = async (): Promise<void> => {
    const mine = progress.find(equal({ node: node.name }), { projection: { _id: 1 } });
    const accounts = new Set((await within(mine.toArray(), PATIENCE)).map(({ _id }) => _id as number as AccountId));
    for (const account of held) if (!accounts.has(account)) held.delete(account);
    for (const account of accounts) held.add(account);
  };
  const takeOver = async (): Promise<void> => {
    const named = (await within(progress.distinct('node'), PATIENCE)).map(String);
    dead = await node.look(named.filter((name) => name !== NOBODY));
    const free = named.filter((name) => name === NOBODY || dead.has(name));
    if (free.length > 0) {
      const mine = { $set: { node: node.name } };
      await within(progress.updateMany({ node: { $in: free } }, mine), PATIENCE);
      await readHeld();
    }
    await node.forget([...dead]);
  };

  const beatOnce = async (): Promise<void> => {
    try {
      // What it held is another's, perhaps. Until that is read, it holds nothing.
      if (!node.isAlive()) held.clear();
      if (await node.show()) await readHeld();
      await takeOver();
    } catch {
      // The next beat makes up for a missed one. Otherwise another node takes over.
    }
  };
  let running = Promise.resolve();
  let stopTimer = (): void => undefined;
  let isClosed = false;
  const beat = (): Promise<void> => (running = running.then(beatOnce));
  const beatLater = (): void => {
    if (isClosed) return;
    stopTimer = time.timer(BEAT, () => void beat().then(beatLater));
  };
  beatLater();

  const takeOne = async (account: AccountId, holder: string | undefined): Promise<boolean> => {
    if (holder === node.name) return true;
    if (holder === undefined)
      return unlessDuplicate(database, progress.insertOne(newProgress(account, { node: node.name })));
    if (holder !== NOBODY && !dead.has(holder)) return false;
    const taken = progress.updateOne(
      { ...byAccount(account), ...equal({ node: holder }) },
      { $set: { node: node.name } },
    );
    return counted((await within(taken)).matchedCount, 'update of progress') === 1;
  };
  const holds = (account: AccountId): boolean => node.isAlive() && held.has(account);

  return {
    holds,
    take: async (accounts) => {
      if (!node.isAlive()) return [];
      const others = accounts.filter((account) => !held.has(account));
      if (others.length > 0) {
        const found = progress.find({ _id: { $in: others.map(Number) } }, { projection: { node: 1 } });
        const holders = new Map((await within(found.toArray())).map((one) => [one._id, String(one['node'])]));
        for (const account of others) if (await takeOne(account, holders.get(account))) held.add(account);
      }
      return accounts.filter(holds);
    },
    beat,
    close: async () => {
      isClosed = true;
      stopTimer();
      await running;
      held.clear();
      try {
        await within(progress.updateMany(equal({ node: node.name }), { $set: { node: NOBODY } }));
        await node.forget([node.name]);
      } catch {
        // It counts as dead in a while.
      }
    },
  };
};
