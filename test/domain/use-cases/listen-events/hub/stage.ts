import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../../../src/domain/model/account/account.js';
import { type Token } from '../../../../../src/domain/model/account/token.js';
import {
  type EventHub,
  type HubLimits,
  makeEventHub,
  type Wanted,
} from '../../../../../src/domain/use-cases/listen-events/hub/hub.js';
import { type Listening } from '../../../../../src/domain/use-cases/listen-events/hub/listening.js';
import { type HubPorts } from '../../../../../src/domain/use-cases/listen-events/hub/ports.js';
import { right } from '../../../../contracts/support.js';
import { NOW, token } from '../../../../support/happy-ports.js';
import { type ManualTimer, manualTimer } from '../../../../kit/time/manual-timer.js';
import { type MemoryLog, memoryLog } from '../../../../support/memory-log.js';

export const ACME = 1 as AccountId;

/** Has everything that is under way come to its end, however many steps it takes. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A hub over a log in memory, whose time stands still. */
export interface HubStage {
  readonly hub: EventHub;
  readonly log: MemoryLog;
  readonly time: ManualTimer;
  readonly faults: unknown[];
  /** The ids of tokens that were looked up. */
  readonly looks: string[];
  readonly tokens: Map<string, Token>;
}

export const hubStage = (limits?: HubLimits, log: MemoryLog = memoryLog()): HubStage => {
  const time = manualTimer();
  const faults: unknown[] = [];
  const looks: string[] = [];
  const tokens = new Map<string, Token>([[token.hash, token]]);
  const ports: HubPorts = {
    events: log.events,
    tokens: {
      byHash: (hash) =>
        TE.rightIO(() => {
          looks.push(hash);
          return O.fromNullable(tokens.get(hash));
        }),
    },
    clock: {
      now: () => NOW + time.now(),
      elapsed: time.now,
      sleep: () => () => new Promise((resolve) => setImmediate(resolve)),
    },
    timer: time.timer,
    onDamaged: ({ cause }) => {
      throw cause;
    },
    onFault: (cause) => faults.push(cause),
  };
  return { hub: makeEventHub(ports, limits), log, time, faults, looks, tokens };
};

/** A listener who takes what comes, and keeps it. */
export interface Ears {
  readonly listening: Listening;
  /** The ids that have come. */
  readonly heard: string[];
  readonly hasEnded: () => boolean;
  /** How many batches said that more waits. */
  readonly caughtUp: () => number;
}

export const listenTo = async (hub: EventHub, wanted: Partial<Wanted> = {}): Promise<Ears> => {
  const listening = await right(hub.open({ accountId: ACME, token, from: null, types: null, ...wanted }));
  const heard: string[] = [];
  let ended = false;
  let caughtUp = 0;
  void (async () => {
    for (;;) {
      const batch = await listening.next();
      if (O.isNone(batch)) break;
      heard.push(...batch.value.events.map(({ id }) => id));
      if (batch.value.more) caughtUp += 1;
    }
    ended = true;
  })();
  await settle();
  return { listening, heard, hasEnded: () => ended, caughtUp: () => caughtUp };
};

/** Whether a listener was taken. */
export const isTaken = async (hub: EventHub, accountId: AccountId): Promise<boolean> =>
  E.isRight(await hub.open({ accountId, token, from: null, types: null })());
