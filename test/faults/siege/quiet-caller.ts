import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { newPicture } from '../calls.js';
import { grpcDoor, restDoor } from '../doors.js';
import { type Answer } from '../journal.js';
import { notify } from '../notify.js';
import { within } from '../raw/line.js';
import { type ServerProcess } from '../server-process.js';
import { type Stand } from '../stand.js';

/** What the quiet caller waited for, in milliseconds, and what went wrong. */
export interface Quiet {
  readonly sends: readonly number[];
  readonly calls: readonly number[];
  readonly reads: readonly number[];
  /** WhatsApp's webhooks, rightly signed. */
  readonly webhooks: readonly number[];
  readonly faults: readonly string[];
}

const BYTES = 20_000;
/** Between two calls, in milliseconds. */
const PAUSE = 20;
/** How long one answer is waited for, in milliseconds. */
const PATIENCE = 30_000;

const signedWebhook = async ({ restUrl }: ServerProcess): Promise<void> => {
  const statuses = [{ id: 'wamid.1', status: 'sent', timestamp: '1700000000', recipient_id: '14155550123' }];
  const statusCode = await notify(restUrl, { statuses });
  if (statusCode !== 200) throw new Error(`a right webhook got ${statusCode}`);
};

const read = async (url: string): Promise<void> => {
  const { statusCode, body } = await request(url);
  await body.dump();
  if (statusCode !== 200) throw new Error(`a GET got ${statusCode}`);
};

const acknowledged = async (answer: Promise<Answer>): Promise<string> => {
  const found = await answer;
  if (found._tag !== 'Acknowledged') throw new Error(`a send got ${JSON.stringify(found)}`);
  return found.mediaUrl;
};

/**
 * One after the other and over again: a send over REST, one over gRPC by a new connection, a GET of what was sent, and a
 * webhook. Stops when it is told to, at the earliest after one round.
 */
export const startQuietCaller = (stand: Stand, server: ServerProcess): (() => Promise<Quiet>) => {
  const target = stand.targetOf(server);
  const sends: number[] = [];
  const calls: number[] = [];
  const reads: number[] = [];
  const webhooks: number[] = [];
  const faults: string[] = [];
  let isOver = false;
  let mediaUrl = '';
  const timed = async (times: number[], work: () => Promise<void>): Promise<void> => {
    const from = performance.now();
    const working = work().catch((error: unknown) =>
      faults.push(error instanceof Error ? error.message : String(error)),
    );
    if (!(await within(PATIENCE, working))) faults.push(`no answer in ${PATIENCE / 1_000} s`);
    times.push(performance.now() - from);
    await setTimeout(PAUSE);
  };
  const rounds = async (): Promise<void> => {
    do {
      await timed(sends, async () => {
        mediaUrl = await acknowledged(restDoor.send(target, newPicture(BYTES)));
      });
      await timed(calls, async () => {
        await acknowledged(grpcDoor.send(target, newPicture(BYTES)));
      });
      await timed(reads, () => read(mediaUrl === '' ? `${server.restUrl}/healthz` : mediaUrl));
    } while (!isOver && server.isAlive());
  };
  const notify = async (): Promise<void> => {
    do {
      await timed(webhooks, () => signedWebhook(server));
      await setTimeout(300);
    } while (!isOver && server.isAlive());
  };
  const both = Promise.all([rounds(), notify()]);
  return async () => {
    isOver = true;
    await both;
    return { sends, calls, reads, webhooks, faults };
  };
};
