import type { Behaviour } from '../meta/behaviours.js';
import { type Exchange, sendError, sendText } from '../http/exchange.js';
import { codedError } from '../meta/graph-error.js';
import type { SandboxState } from '../world/state.js';

const SLOW_MS = 2_000;
const DRAIN_MS = 5_000;
const FLAKY_TRIES = 2;
const CAPACITY = 1_000;

const html = (exchange: Exchange, status: number, title: string): void => {
  sendText(exchange, status, 'text/html; charset=utf-8', `<!doctype html><title>${title}</title><h1>${title}</h1>`);
};

/** How often a flaky pair of numbers was refused in a row; forgotten when a try is accepted. */
const refusals = new WeakMap<SandboxState, Map<string, number>>();

const isFlakyStill = (state: SandboxState, pair: string): boolean => {
  const counts = refusals.get(state) ?? new Map<string, number>();
  refusals.set(state, counts);
  const before = counts.get(pair) ?? 0;
  if (before >= FLAKY_TRIES) {
    counts.delete(pair);
    return false;
  }
  if (counts.size >= CAPACITY) counts.clear();
  counts.set(pair, before + 1);
  return true;
};

/**
 * The behaviours that come before a message is accepted.
 * @param pair who sends to whom, for the behaviour that counts tries
 * @returns whether the request has found its end here, with an answer or without one
 */
export const refusesFirst = (state: SandboxState, exchange: Exchange, behaviour: Behaviour, pair: string): boolean => {
  switch (behaviour) {
    case 'hang':
      return true;
    case 'cut':
      exchange.req.socket.destroy();
      return true;
    case 'not-json':
      html(exchange, 502, 'Bad Gateway');
      return true;
    case 'no-graph-error':
      sendText(exchange, 503, 'application/json', '{"message":"upstream unavailable"}');
      return true;
    case 'flaky':
      if (!isFlakyStill(state, pair)) return false;
      sendError(exchange, codedError(2));
      return true;
    case 'transient':
      sendError(exchange, { ...codedError(999009), status: 400, transient: true });
      return true;
    case 'accept-cut':
    case 'accept-hang':
    case 'accept-not-json':
    case 'slow':
    case 'status-first':
    case 'statuses-astray':
    case 'no-statuses':
    case 'plays':
      return false;
  }
};

/** What an accepted message knows of itself: when its last status went out, and the usual answer. */
type Accepted = { lived: Promise<void>; answer: () => void };

/** The behaviours of a message that was accepted. */
export const misbehave = async (
  state: SandboxState,
  exchange: Exchange,
  behaviour: Behaviour,
  { lived, answer }: Accepted,
): Promise<void> => {
  switch (behaviour) {
    case 'accept-cut':
      exchange.req.socket.destroy();
      return;
    case 'accept-hang':
      return;
    case 'accept-not-json':
      html(exchange, 200, 'OK');
      return;
    case 'slow':
      await state.timers.pause(SLOW_MS);
      answer();
      return;
    case 'status-first':
      await lived;
      await state.webhooks.drained(DRAIN_MS);
      answer();
      return;
    case 'hang':
    case 'cut':
    case 'not-json':
    case 'no-graph-error':
    case 'flaky':
    case 'transient':
    case 'statuses-astray':
    case 'no-statuses':
    case 'plays':
      answer();
  }
};
