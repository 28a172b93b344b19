import { setMaxListeners } from 'node:events';
import { exchange, readStart } from '../../../kit/http-client/exchange.js';
import type { SandboxLog } from '../log.js';
import type { Subscriptions } from './subscriptions.js';
import type { Timers } from '../timers.js';
import { type Change, signedWebhook } from './webhook-body.js';

/** Delivers changes to the subscribed callbacks: signed, in batches while one is under way, again until the answer is 200. */
export type Webhooks = {
  publish(phoneNumberId: string, change: Change): void;
  /** Resolves when nothing waits any more, or after so many milliseconds. */
  drained(milliseconds: number): Promise<void>;
  counts(): WebhookCounts;
  close(): void;
};

/** Changes, not requests. `dropped` were given up after the last try or pushed out by newer ones. */
export type WebhookCounts = { waiting: number; delivered: number; dropped: number };

const LIMITS = { connect: 5_000, idle: 10_000, whole: 15_000 };
/** Meta's largest batch. */
const BATCH = 1_000;
/** Changes that may wait for one callback, those to be tried again among them. */
const WAITING = 10_000;
const TRIES = 12;
const LONGEST_PAUSE_MS = 600_000;

type Queue = { wabaId: string; changes: Change[]; waiting: number; busy: boolean };

type Options = {
  appSecret: string;
  subscriptions: Subscriptions;
  timers: Timers;
  log: SandboxLog;
  /** Pause before the second try in milliseconds; it doubles from then on. */
  retryDelayMs: number;
};

export const makeWebhooks = ({ appSecret, subscriptions, timers, log, retryDelayMs }: Options): Webhooks => {
  const queues = new Map<string, Queue>();
  const counts: WebhookCounts = { waiting: 0, delivered: 0, dropped: 0 };
  const closed = new AbortController();
  // Every delivery that runs listens to it.
  setMaxListeners(0, closed.signal);

  /** One POST. True for 200 and nothing else. */
  const post = async (callback: string, wabaId: string, changes: readonly Change[]): Promise<boolean> => {
    try {
      const request = { method: 'POST', url: new URL(callback), ...signedWebhook(wabaId, changes, appSecret) } as const;
      return await exchange(request, { ...LIMITS, signal: closed.signal }, async ({ status, body }) => {
        await readStart(body, 65_536);
        return status === 200;
      });
    } catch {
      return false;
    }
  };

  const settle = (queue: Queue, changes: readonly Change[], outcome: 'delivered' | 'dropped'): void => {
    queue.waiting -= changes.length;
    counts.waiting -= changes.length;
    counts[outcome] += changes.length;
  };

  const tryAgain = (callback: string, queue: Queue, changes: readonly Change[], tries: number): void => {
    if (tries >= TRIES || !subscriptions.isSubscribed(callback)) {
      log.warn({ callback, changes: changes.length, tries }, 'sandbox gave up a webhook');
      settle(queue, changes, 'dropped');
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_MS, retryDelayMs * 2 ** (tries - 1)) * (0.75 + Math.random() / 2);
    timers.after(pause, () => {
      void deliver(callback, queue, changes, tries + 1);
    });
  };

  const deliver = async (callback: string, queue: Queue, changes: readonly Change[], tries: number): Promise<void> => {
    const accepted = await post(callback, queue.wabaId, changes);
    if (closed.signal.aborted) return;
    if (accepted) settle(queue, changes, 'delivered');
    else tryAgain(callback, queue, changes, tries);
  };

  /** One batch at a time keeps the order; what arrives meanwhile makes the next batch. */
  const run = async (callback: string, queue: Queue): Promise<void> => {
    queue.busy = true;
    while (queue.changes.length > 0 && !closed.signal.aborted) {
      await deliver(callback, queue, queue.changes.splice(0, BATCH), 1);
    }
    queue.busy = false;
  };

  const queueOf = (callback: string, wabaId: string): Queue => {
    const known = queues.get(callback);
    if (known?.wabaId === wabaId) return known;
    const queue = { wabaId, changes: [], waiting: 0, busy: false };
    queues.set(callback, queue);
    return queue;
  };

  return {
    publish: (phoneNumberId, change) => {
      for (const { wabaId, callback } of subscriptions.callbacksFor(phoneNumberId, change.field)) {
        const queue = queueOf(callback, wabaId);
        queue.changes.push(change);
        queue.waiting += 1;
        counts.waiting += 1;
        if (queue.waiting > WAITING && queue.changes.length > 1) settle(queue, queue.changes.splice(0, 1), 'dropped');
        if (!queue.busy) void run(callback, queue);
      }
    },
    drained: async (milliseconds) => {
      let isOver = false;
      timers.after(milliseconds, () => (isOver = true));
      while (counts.waiting > 0 && !isOver && !closed.signal.aborted) await timers.pause(5);
    },
    counts: () => ({ ...counts }),
    close: () => closed.abort(),
  };
};
