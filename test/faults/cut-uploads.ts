import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { newDocument, newPicture } from './calls.js';
import { drawn, numbers } from './chance.js';
import { multipartOf, multipartType, type Target } from './doors.js';
import { callOnce } from './load.js';
import { type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { startSwept } from './sweeps.js';

export interface CutUploadsReport {
  readonly uploads: number;
  /** How many were sent to WhatsApp all the same. */
  readonly sent: number;
  /** How many staged files stayed while the server answered others. */
  readonly staged: number;
  /** From the last cut until none was there, in milliseconds. */
  readonly goneAfter: number;
}

const SIZE = 1_500_000;
const AT_ONCE = 10;
/** How many sends a server answers, at the most, while it has the staged file of an upload that broke off. */
const SENDS_MEANWHILE = 50;

/** Uploads that break off at random points: nothing is sent, and no staged file stays. */
export const cutUploads = async (trial: Trial, count: number, seed: number): Promise<CutUploadsReport> => {
  const stand = await makeStand(trial);
  try {
    // The sweep of the start would take away what is looked for.
    const server = await startSwept(stand);
    const doomed = newDocument(SIZE);
    const body = multipartOf(doomed);
    // All of it but the last boundary may have come.
    const points = drawn(numbers(1, body.length - 30), seed, count);
    for (let done = 0; done < count; done += AT_ONCE)
      await Promise.all(points.slice(done, done + AT_ONCE).map((point) => cutAt(stand.targetOf(server), body, point)));
    const from = performance.now();
    const staged = await stagedAfterSends(stand, server);
    const goneAfter = performance.now() - from;
    const sent = stand.graph.accepted().filter(({ caption }) => caption === doomed.id).length;
    await server.terminate();
    return { uploads: count, sent, staged, goneAfter };
  } finally {
    await stand.close();
  }
};

/** How many staged files are left once there are none, or others were answered so often that these stay. */
const stagedAfterSends = async (stand: Stand, server: ServerProcess): Promise<number> => {
  for (let sends = 0; sends < SENDS_MEANWHILE && (await stand.store.staged()) > 0; sends += 1)
    await callOnce(stand, server, newPicture(20_000));
  return stand.store.staged();
};

const cutAt = async ({ restUrl, token }: Target, body: Buffer, point: number): Promise<void> => {
  const { hostname, port } = new URL(restUrl);
  const socket = connect(Number(port), hostname);
  // A reset is what this is about.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(
    `POST /messages/media HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: ${multipartType}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await new Promise<void>((sent) => socket.write(body.subarray(0, point), () => sent()));
  await setTimeout(point % 40);
  // Half of them take the connection down at once, the others only stop speaking.
  if (point % 2 === 0) socket.resetAndDestroy();
  else socket.end();
};
