import { type HttpAnswer } from '../../kit/http-client/send-over.js';
import { exchange, readStart } from '../../kit/http-client/exchange.js';
import { eventBlocks } from '../../kit/event-stream.js';
import { type Time } from '../../kit/time/timer.js';
import { CommandFailure, failUnreached } from '../failures/failure.js';
import { codeOf, explain, refused } from '../over-rest/explain.js';
import { type Target } from '../over-rest/target.js';
import { pauseBefore, waitFor } from './pauses.js';

/** An event as it came. */
export interface ToldEvent {
  readonly id: string;
  /** The event as JSON, byte for byte, without its id. */
  readonly data: string;
}

export interface Following {
  readonly target: Target;
  /** Names of types; all where there is none. */
  readonly types: readonly string[];
  /** The id behind which to begin; null: with what happens from now on. */
  readonly lastEventId: string | null;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly time: Time;
  /** Told in words where the stream breaks off. */
  readonly say: (text: string) => void;
}

/** A comment comes every 15 s, so three missing ones mean a dead connection. In milliseconds. */
const LIMITS = { connect: 10_000, idle: 50_000 };

/** How much of a refusal is read, in bytes. */
const MAX_REFUSAL = 65_536;

/**
 * Hands over each event of an account once, in order, until it is ended: the next one when the last was taken. It comes
 * back by itself where the stream breaks off. Rejects with a `CommandFailure` where the server refuses for good.
 */
export const followEvents = async (
  { target, types, lastEventId, signal, time, say }: Following,
  onEvent: (event: ToldEvent) => Promise<void>,
): Promise<void> => {
  let place = lastEventId;
  let failures = 0;

  const read = async (answer: HttpAnswer): Promise<Broken> => {
    if (answer.status !== 200) return refusalOf(answer, await readStart(answer.body, MAX_REFUSAL));
    if (!answer.headers('content-type').some((type) => type.startsWith('text/event-stream')))
      return failUnreached(`${target.url} has no events; is it a Postcard server?`);
    // Without it, what happens until the first event would be missed where the stream breaks off before.
    place ??= answer.headers('last-event-id')[0] ?? null;
    for await (const { id, data } of eventBlocks(answer.body)) {
      failures = 0;
      if (id === null || data === null) continue;
      await onEvent({ id, data });
      if (signal.aborted) break;
      place = id;
    }
    return { why: 'the server ended the stream', atLeastSeconds: 0 };
  };

  while (!signal.aborted) {
    const url = new URL(`${target.url}/events`);
    if (types.length > 0) url.searchParams.set('types', types.join(','));
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${target.token}`,
      ...(place === null ? {} : { 'last-event-id': place }),
    };
    const broken = await exchange({ method: 'GET', url, headers }, { ...LIMITS, signal }, read).catch(brokenBy);
    if (signal.aborted) return;
    const pause = Math.max(broken.atLeastSeconds * 1_000, pauseBefore(failures));
    if (failures === 0) say(`${target.url}: ${broken.why}; trying again.`);
    failures += 1;
    await waitFor(pause, time, signal);
  }
};

/** Why a stream broke off, and how long the server asks to wait. */
interface Broken {
  readonly why: string;
  readonly atLeastSeconds: number;
}

const brokenBy = (error: unknown): Broken => {
  if (error instanceof CommandFailure) throw error;
  return { why: codeOf(error), atLeastSeconds: 0 };
};

/** A refusal that may pass. Any other ends the command. */
const refusalOf = (answer: HttpAnswer, text: string): Broken => {
  if (answer.status < 500 && answer.status !== 408 && answer.status !== 429) return refused(answer.status, text);
  const seconds = Number(answer.headers('retry-after')[0]);
  return { why: explain(answer.status, text), atLeastSeconds: seconds > 0 ? Math.min(seconds, LONGEST_ASKED) : 0 };
};

/** The longest wait that a server may ask for, in seconds. */
const LONGEST_ASKED = 300;
