/**
 * The raw floor: what a durable upload and its send cost with nothing around them. node:http, busboy, sha256,
 * fsync, rename, folder fsync, one LMDB put, one HTTP call. No token, no rule, no inspection, no log.
 */
import busboy from 'busboy';
import process from 'node:process';
import { createServer } from 'node:http';
import { keep, sendAndRecord } from './floor-work.mjs';
const MEBIBYTE = 1_048_576;
const receive = (request) =>
  new Promise((resolve, reject) => {
    let kept = Promise.reject(new TypeError('no file'));
    kept.catch(() => undefined);
    const parser = busboy({ headers: request.headers, limits: { fileSize: 100 * MEBIBYTE } });
    parser.on('file', (_name, stream) => {
      kept = keep(stream);
      kept.catch(reject);
    });
    parser.on('close', () => {
      kept.then(resolve, reject);
    });
    parser.on('error', reject);
    request.pipe(parser);
  });
const server = createServer((request, response) => {
  const answer = async () => {
    const body = await sendAndRecord(await receive(request));
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  answer().catch(() => response.writeHead(500).end());
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`);
});
