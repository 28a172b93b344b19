/**
 * The raw floor of a streamed upload: node:http2 with the same window as the gRPC door, the file as the body of the
 * request, and the durable work. No framing of messages, no token, no rule, no log.
 */
import { createServer } from 'node:http2';
import process from 'node:process';
import { keep, sendAndRecord } from './floor-work.mjs';
const WINDOW = 1_048_576;
const server = createServer({ settings: { initialWindowSize: WINDOW } });
server.on('session', (session) => session.setLocalWindowSize(WINDOW));
server.on('stream', (stream) => {
  const answer = async () => {
    const body = await sendAndRecord(await keep(stream));
    stream.respond({ ':status': 200, 'content-type': 'application/json' });
    stream.end(body);
  };
  answer().catch(() => stream.close());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
