import * as E from 'fp-ts/lib/Either.js';
import { type AccountId } from '../../../model/account/account.js';
import { type Token } from '../../../model/account/token.js';
import { unavailable } from '../../../model/errors.js';
import { type EventPlace, idForPlace } from '../../../model/event/event-id.js';
import { type EventType } from '../../../model/event/event-type.js';
import { SECOND } from '../../../model/time.js';
import { type Stored } from '../../../ports/store.js';
import { type Listener, makeListener } from './listener.js';
import { type Listening } from './listening.js';
import { type HubPorts } from './ports.js';
import { readForAll } from './read-account.js';
import { makeRounds } from './rounds.js';
import { makeTokenWatch } from './token-watch.js';

/** What a listener wants. */
export interface Wanted {
  readonly accountId: AccountId;
  readonly token: Token;
  /** The place behind which to begin; null: with what happens from now on. */
  readonly from: EventPlace | null;
  /** Null: all. */
  readonly types: readonly EventType[] | null;
}

/** Hands the events of accounts to all that listen on this node. */
export interface EventHub {
  /** Begins to listen. Left where too many do. It ends with its token, or by `end`. */
  readonly open: (wanted: Wanted) => Stored<Listening>;
  /** Says that an account has new events: they are read at once. Without it they are read within a second. */
  readonly wake: (account: AccountId) => void;
  /** Ends all, and takes no more. */
  readonly close: () => void;
}

/** How many listen at once on a node, of one account and in all (SHAPES, "`GET /events`"). */
export interface HubLimits {
  readonly ofAccount: number;
  readonly ofNode: number;
}
export const hubLimits: HubLimits = { ofAccount: 500, ofNode: 1_000 };

/** How often events are looked for without a hint: those of other nodes come without one. */
const LOOK_EVERY = SECOND;

export const makeEventHub = (ports: HubPorts, limits: HubLimits = hubLimits): EventHub => {
  const accounts = new Map<AccountId, Set<Listener>>();
  const tokens = makeTokenWatch(ports);
  const reading = makeRounds(ports.clock, (account: AccountId) =>
    readForAll(ports, account, accounts.get(account) ?? new Set()),
  );
  const open = new Map<AccountId, number>();
  let openInAll = 0;
  let isClosed = false;
  let stopTimer: (() => void) | null = null;

  const look = (): void => {
    stopTimer = ports.timer(LOOK_EVERY, look);
    reading.due(accounts.keys());
    tokens.look();
  };

  const takePlace = (account: AccountId): boolean => {
    const ofAccount = open.get(account) ?? 0;
    if (isClosed || ofAccount >= limits.ofAccount || openInAll >= limits.ofNode) return false;
    open.set(account, ofAccount + 1);
    openInAll += 1;
    return true;
  };

  const leavePlace = (account: AccountId): void => {
    openInAll -= 1;
    const left = (open.get(account) ?? 0) - 1;
    if (left > 0) open.set(account, left);
    else open.delete(account);
  };

  const join = (account: AccountId, listener: Listener): void => {
    const listeners = accounts.get(account) ?? new Set();
    accounts.set(account, listeners.add(listener));
    if (stopTimer === null) stopTimer = ports.timer(LOOK_EVERY, look);
  };

  const leave = (account: AccountId, listener: Listener): void => {
    const listeners = accounts.get(account);
    listeners?.delete(listener);
    if (listeners?.size === 0) accounts.delete(account);
    leavePlace(account);
    if (accounts.size > 0) return;
    stopTimer?.();
    stopTimer = null;
  };

  const begin = ({ accountId, token, types }: Wanted, place: EventPlace): Listening => {
    const listener = makeListener(ports, {
      accountId,
      place,
      types,
      onEnd: () => {
        unwatch();
        leave(accountId, listener);
      },
    });
    const unwatch = tokens.watch(token, listener.end);
    join(accountId, listener);
    return { beginsBehind: idForPlace(place), next: listener.next, ended: listener.ended, end: listener.end };
  };

  return {
    open: (wanted) => async () => {
      const { accountId, from } = wanted;
      if (!takePlace(accountId)) return E.left(unavailable(undefined));
      let place: E.Either<ReturnType<typeof unavailable>, EventPlace> | null = null;
      try {
        place = from === null ? await ports.events.newest(accountId)() : E.right(from);
      } finally {
        if (place === null || E.isLeft(place)) leavePlace(accountId);
      }
      if (E.isLeft(place)) return place;
      if (isClosed) {
        leavePlace(accountId);
        return E.left(unavailable(undefined));
      }
      return E.right(begin(wanted, place.right));
    },
    wake: (account) => {
      if (accounts.has(account)) reading.due([account]);
    },
    close: () => {
      isClosed = true;
      reading.stop();
      tokens.stop();
      for (const listeners of [...accounts.values()]) for (const listener of [...listeners]) listener.end();
    },
  };
};
