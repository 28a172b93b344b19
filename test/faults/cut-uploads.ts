import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { newDocument } from './calls.js';
import { drawn, numbers } from './chance.js';
import { multipartOf, multipartType, type Target } from './doors.js';
import { untilIdle } from './server-process.js';
import { makeStand, type Trial } from './stand.js';

export interface CutUploadsReport {
  readonly uploads: number;
  /** How many were sent to WhatsApp all the same. */
  readonly sent: number;
  /** How many staged files were there 5 s after the last cut. */
  readonly staged: number;
}

const SIZE = 1_500_000;
const AT_ONCE = 10;
/** Within which the file of an upload that broke off must be gone, in milliseconds: SAFETY U3. */
const GONE_AFTER = 5_000;

/** Uploads that break off at random points: nothing is sent, and no staged file stays. */
export const cutUploads = async (trial: Trial, count: number, seed: number): Promise<CutUploadsReport> => {
  const stand = await makeStand(trial);
  try {
    const server = await stand.start();
    // The sweep of the start would take away what is looked for.
    await untilIdle(server);
    const body = multipartOf(newDocument(SIZE));
    // All of it but the last boundary may have come.
    const points = drawn(numbers(1, body.length - 30), seed, count);
    for (let done = 0; done < count; done += AT_ONCE)
      await Promise.all(points.slice(done, done + AT_ONCE).map((point) => cutAt(stand.targetOf(server), body, point)));
    await setTimeout(GONE_AFTER);
    const staged = await stand.store.staged();
    const sent = stand.graph.accepted().length;
    await server.terminate();
    return { uploads: count, sent, staged };
  } finally {
    await stand.close();
  }
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
