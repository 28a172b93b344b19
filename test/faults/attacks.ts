import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { request } from 'undici';
import { newDocument, newPicture } from './calls.js';
import { drawn, numbers } from './chance.js';
import { multipartOf, multipartType, restDoor, type Target } from './doors.js';

/** What an attack came to. */
export interface AttackReport {
  readonly tried: number;
  /** One sentence of figures. */
  readonly figures: string;
  readonly faults: readonly string[];
}

/** Hostile callers, for about so many seconds. `mediaUrl` is a large file that is there. */
export type Attack = (target: Target & { readonly mediaUrl: string }, seconds: number) => Promise<AttackReport>;

const MIB = 1_048_576;

/** A connection that breaks without a word. */
interface Line {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  /** What came so far, as latin1. */
  readonly heard: () => string;
}

const open = async ({ restUrl }: Target, listens = true): Promise<Line> => {
  const { hostname, port } = new URL(restUrl);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  let heard = '';
  if (listens) socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([closed, new Promise<void>((resolve) => socket.once('connect', resolve))]);
  return { socket, closed, heard: () => heard };
};

const headOf = ({ token }: Pick<Target, 'token'>, length: number): string =>
  `POST /messages/media HTTP/1.1\r\nHost: postcard\r\nAuthorization: Bearer ${token}\r\n` +
  `Content-Type: ${multipartType}\r\nContent-Length: ${length}\r\n\r\n`;

/** Writes a little each second until the other side has had enough; answers after how many milliseconds it had. */
const trickle = async ({ socket, closed }: Line, text: string, patience: number): Promise<number> => {
  const from = performance.now();
  for (let at = 0; !socket.destroyed && performance.now() - from < patience; at += 1) {
    socket.write(text.charAt(at % text.length));
    await Promise.race([setTimeout(1_000), closed]);
  }
  socket.destroy();
  return performance.now() - from;
};

const many = <A>(count: number, work: () => Promise<A>): Promise<A[]> =>
  Promise.all(Array.from({ length: count }, work));

const spread = (values: readonly number[]): string =>
  `${(Math.min(...values) / 1_000).toFixed(1)} to ${(Math.max(...values) / 1_000).toFixed(1)} s`;

/** Headers that never end: SAFETY H1, 15 s. */
const slowHeaders: Attack = async (target) => {
  const start = 'GET / HTTP/1.1\r\nX-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
  const ends = await many(300, async () => trickle(await open(target), start, 30_000));
  const late = ends.filter((after) => after > 20_000);
  return {
    tried: ends.length,
    figures: `closed after ${spread(ends)}`,
    faults: late.length > 0 ? [`${late.length} were open after 20 s`] : [],
  };
};

/** Bodies that trickle: 408 once they are slower than 1 KiB/s after the first 10 s. */
const slowBodies: Attack = async (target) => {
  const start = multipartOf(newPicture(20_000)).subarray(0, 500).toString('latin1');
  const ends = await many(300, async () => {
    const line = await open(target);
    line.socket.write(headOf(target, 100_000) + start);
    return { after: await trickle(line, 'x', 40_000), heard: line.heard() };
  });
  const faults = ends.filter(({ after, heard }) => after > 25_000 || !heard.startsWith('HTTP/1.1 408'));
  return {
    tried: ends.length,
    figures: `408 after ${spread(ends.map(({ after }) => after))}`,
    faults: faults.slice(0, 1).map(({ after, heard }) => `after ${after.toFixed(0)} ms: ${heard.slice(0, 60)}`),
  };
};

/** Downloads that are not read: cut after 30 s without a byte taken. */
const slowReaders: Attack = async (target) => {
  const ends = await many(200, async () => {
    const { socket } = await open(target, false);
    const from = performance.now();
    socket.write(`GET ${new URL(target.mediaUrl).pathname} HTTP/1.1\r\nHost: postcard\r\n\r\n`);
    // Nobody learns of a reset before the bytes ahead of it are read, so one probes by writing.
    while (!socket.destroyed && performance.now() - from < 60_000) {
      await setTimeout(1_000);
      socket.write('\r\n');
    }
    socket.destroy();
    return performance.now() - from;
  });
  const late = ends.filter((after) => after > 50_000);
  return {
    tried: ends.length,
    figures: `cut after ${spread(ends)}`,
    faults: late.length > 0 ? [`${late.length} were open after 50 s`] : [],
  };
};

/** Connections that come and go, some with half a request on them. */
const churn: Attack = async (target, seconds) => {
  const until = performance.now() + seconds * 1_000;
  let tried = 0;
  await many(50, async () => {
    while (performance.now() < until) {
      const { socket } = await open(target);
      tried += 1;
      if (tried % 3 === 0) socket.write('POST /messages/media HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
      if (tried % 2 === 0) socket.resetAndDestroy();
      else socket.destroy();
      await setTimeout(5);
    }
  });
  return { tried, figures: `${Math.round(tried / seconds)} connections a second`, faults: [] };
};

const drained = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('drain', resolve));

/** 100 MiB from somebody unknown: the 401 is readable in 99 of 100 cases by a client that reads while it writes. */
const unauthenticated: Attack = async (target, seconds) => {
  const until = performance.now() + seconds * 1_000;
  const piece = Buffer.alloc(MIB, 'x');
  const ends: boolean[] = [];
  await many(8, async () => {
    while (performance.now() < until) {
      const { socket, closed, heard } = await open(target);
      socket.write(headOf({ token: 'pc_nobody' }, 100 * MIB));
      const isAnswered = (): boolean => heard().includes('\r\n\r\n');
      while (!socket.destroyed && !isAnswered() && socket.bytesWritten < 100 * MIB)
        if (!socket.write(piece)) await Promise.race([drained(socket), closed, setTimeout(5_000)]);
      await Promise.race([closed, setTimeout(500)]);
      ends.push(heard().startsWith('HTTP/1.1 401'));
      socket.destroy();
    }
  });
  const readable = ends.filter((read) => read).length;
  return {
    tried: ends.length,
    figures: `${((readable / ends.length) * 100).toFixed(1)} % of the answers were read`,
    faults: readable < ends.length * 0.99 ? [`${ends.length - readable} of ${ends.length} answers were lost`] : [],
  };
};

type Mutation = (body: Buffer, dice: number) => Buffer;

const mutations: readonly Mutation[] = [
  (body, dice) => body.subarray(0, dice % body.length),
  (body, dice) => Buffer.concat([body, body.subarray(dice % body.length)]),
  (body, dice) => Buffer.concat([body.subarray(0, dice % 600), body.subarray((dice % 600) + (dice % 40))]),
  (body, dice) => withByte(body, dice % Math.min(body.length, 800), dice % 256),
  (body, dice) => withByte(body, body.length - 1 - (dice % 60), dice % 256),
  (body) => Buffer.from(body.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
  (body, dice) =>
    Buffer.from(body.toString('latin1').replaceAll('name=', `name${String.fromCharCode(dice % 256)}=`), 'latin1'),
  (body, dice) => Buffer.concat(Array.from({ length: 1 + (dice % 50) }, () => body.subarray(0, 300))),
  (body, dice) => Buffer.concat([body.subarray(0, 400), Buffer.alloc(dice % 70_000, '\r\n--'), body.subarray(400)]),
];

const withByte = (body: Buffer, position: number, byte: number): Buffer => {
  const copy = Buffer.from(body);
  copy[position] = byte;
  return copy;
};

/** How many spoilt bodies count as a second. */
const SPOILT_A_SECOND = 150;

/** Multipart bodies with one thing wrong or another, by a seed: refused or taken, never a 5xx. */
const malformed: Attack = async (target, seconds) => {
  const statuses = new Map<number, number>();
  const faults: string[] = [];
  const body = multipartOf(newPicture(3_000));
  const seed = 17;
  const dice = drawn(fc.tuple(numbers(0, mutations.length - 1), numbers(0, 2 ** 30)), seed, seconds * SPOILT_A_SECOND);
  let next = 0;
  await many(4, async () => {
    for (let index = next++; index < dice.length; index = next++) {
      const [which, value] = dice[index] as [number, number];
      const mutated = (mutations[which] as Mutation)(body, value);
      try {
        const { statusCode, body: answer } = await request(`${target.restUrl}/messages/media`, {
          method: 'POST',
          headers: { authorization: `Bearer ${target.token}`, 'content-type': multipartType },
          body: mutated,
        });
        await answer.dump();
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
        if (statusCode >= 500) faults.push(`mutation ${which} by ${value} got ${statusCode}`);
      } catch (error) {
        faults.push(`mutation ${which} by ${value} got ${String(error)}`);
      }
    }
  });
  const tried = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  return { tried, figures: [...statuses].map(([status, count]) => `${count} × ${status}`).join(', '), faults };
};

/** Uploads of 20 MiB each that are refused at their end, or before it. */
const largeRefusals: Attack = async (target, seconds) => {
  const until = performance.now() + seconds * 1_000;
  const call = { ...newDocument(20 * MIB), mediaType: 'image' as const };
  const statuses = new Set<number>();
  let tried = 0;
  await many(3, async () => {
    while (performance.now() < until) {
      try {
        const { statusCode, body } = await request(`${target.restUrl}/messages/media`, {
          method: 'POST',
          headers: { authorization: `Bearer ${target.token}`, 'content-type': multipartType },
          body: multipartOf(call),
        });
        await body.dump();
        statuses.add(statusCode);
      } catch {
        // A client that writes before it reads may find the connection closed.
      }
      tried += 1;
    }
  });
  const wrong = [...statuses].filter((status) => status !== 422);
  return { tried, figures: `${tried} refused`, faults: wrong.map((status) => `a ${status}`) };
};

/** Many requests on one connection whose answers are never read: no more than a few may be answered ahead. */
const unreadAnswers: Attack = async (target) => {
  const ends = await many(50, async () => {
    const { socket, closed } = await open(target, false);
    const from = performance.now();
    const batch = 'GET /healthz HTTP/1.1\r\nHost: postcard\r\n\r\n'.repeat(1_000);
    for (let sent = 0; sent < 40 && !socket.destroyed; sent += 1)
      if (!socket.write(batch)) await Promise.race([drained(socket), closed, setTimeout(1_000)]);
    await Promise.race([closed, setTimeout(20_000)]);
    socket.destroy();
    return performance.now() - from;
  });
  return { tried: ends.length, figures: `open for ${spread(ends)}`, faults: [] };
};

/** An account at about a hundred calls a second, whatever it is answered. */
const noisyAccount: Attack = async (target, seconds) => {
  const until = performance.now() + seconds * 1_000;
  const counts = new Map<string, number>();
  const running: Promise<unknown>[] = [];
  for (let due = performance.now(); due < until; due += 10) {
    await setTimeout(Math.max(0, due - performance.now()));
    const call = newPicture(20_000);
    running.push(
      restDoor.send(target, call).then((answer) => {
        const what = answer._tag === 'Refused' ? String(answer.status) : answer._tag;
        counts.set(what, (counts.get(what) ?? 0) + 1);
      }),
    );
  }
  await Promise.all(running);
  const lawful = ['Acknowledged', '429'];
  return {
    tried: running.length,
    figures: [...counts].map(([what, count]) => `${count} × ${what}`).join(', '),
    faults: [...counts].filter(([what]) => !lawful.includes(what)).map(([what, count]) => `${count} × ${what}`),
  };
};

export const attacks = {
  'slow headers': slowHeaders,
  'slow bodies': slowBodies,
  'slow readers': slowReaders,
  'connection churn': churn,
  'unauthenticated uploads of 100 MiB': unauthenticated,
  'malformed multipart bodies': malformed,
  'uploads over the limit': largeRefusals,
  'answers left unread': unreadAnswers,
  'a noisy account': noisyAccount,
} satisfies Record<string, Attack>;

export type AttackName = keyof typeof attacks;
