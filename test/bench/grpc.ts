import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bufferOfSize } from '../support/sample-of-size.js';
import { type ChunkedFile, loadGrpc, loadHttp2 } from './grpc-load.js';
import { load, makeUpload } from './load.js';
import { type Running, start } from './processes.js';
import { lineOf } from './report.js';

const SMALL = 100 * 1_024;
const LARGE = 100 * 1_048_576;
const CHUNK = 256 * 1_024;

type Begin = (dataDir: string) => Promise<Running>;

/** A file of this size whose bytes differ each time, so that no file is stored already. */
const makeFile = (mediaType: 'IMAGE' | 'DOCUMENT', extension: 'jpg' | 'pdf', size: number): (() => ChunkedFile) => {
  const content = bufferOfSize(extension, size);
  const middle = Math.floor(content.length / 2);
  const metadata = {
    phone: '+14155550123',
    media_type: `MEDIA_TYPE_${mediaType}`,
    file_name: `bench.${extension}`,
  } as const;
  return () => {
    // Into a copy of its own: a client may still be sending the one before.
    const bytes = size <= CHUNK ? Buffer.from(content) : content;
    randomBytes(16).copy(bytes, middle);
    const chunks = [];
    for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
    return { metadata, chunks };
  };
};

const onFreshFolder = async <A>(begin: Begin, work: (server: Running) => Promise<A>): Promise<A> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postcard-bench-'));
  const server = await begin(dataDir);
  try {
    return await work(server);
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

/** The gRPC door: beside raw HTTP/2, beside REST, and while somebody opens and resets streams. */
export const benchGrpc = async (graph: Running, beginPostcard: Begin, repetitions: number): Promise<void> => {
  const large = makeFile('DOCUMENT', 'pdf', LARGE);
  const small = makeFile('IMAGE', 'jpg', SMALL);
  const smallOverRest = makeUpload('image', 'jpg', SMALL);
  const beginFloor: Begin = (dataDir) => start([process.execPath, 'test/bench/floor-http2.mjs', dataDir, graph.url]);
  const write = (line: string): void => void process.stdout.write(`${line}\n`);

  const ours: number[] = [];
  const floor: number[] = [];
  const growth: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const rate = (seconds: number): number => 200 / seconds;
    floor.push(
      await onFreshFolder(beginFloor, async (server) => {
        await loadHttp2(server, large, 1);
        return rate(await loadHttp2(server, large, 2));
      }),
    );
    ours.push(
      await onFreshFolder(beginPostcard, async (server) => {
        await loadGrpc(server, small, 20, 1);
        const before = server.megabytes();
        await loadGrpc(server, large, 1, 1);
        const result = rate(await loadGrpc(server, large, 2, 1));
        growth.push(server.peakMegabytes() - before);
        return result;
      }),
    );
  }
  write(lineOf({ name: 'gRPC 100 MiB, floor: raw HTTP/2', unit: 'MiB/s', ours, floor }));
  write(`  memory grew by ${growth.map((one) => one.toFixed(0)).join(', ')} MiB`);

  for (const [concurrency, times] of [
    [1, 300],
    [16, 1_500],
  ] as const) {
    const overGrpc: number[] = [];
    const overRest: number[] = [];
    for (let repetition = 0; repetition < repetitions; repetition += 1)
      await onFreshFolder(beginPostcard, async (server) => {
        await load(server, '/messages/media', smallOverRest, 30, concurrency);
        await loadGrpc(server, small, 30, concurrency);
        overRest.push(times / (await load(server, '/messages/media', smallOverRest, times, concurrency)));
        overGrpc.push(times / (await loadGrpc(server, small, times, concurrency)));
      });
    write(
      lineOf({
        name: `gRPC 100 KiB, ${concurrency} at once, floor: REST`,
        unit: 'req/s',
        ours: overGrpc,
        floor: overRest,
      }),
    );
  }

  await onFreshFolder(beginPostcard, async (server) => {
    await loadGrpc(server, small, 20, 1);
    const quiet = await latencies(server, small, 100);
    const storm = promisify(execFile)(process.execPath, ['test/bench/reset-storm.mjs', server.grpc, '10']);
    let over = false;
    void storm.finally(() => (over = true));
    const besides: number[] = [];
    while (!over) besides.push(...(await latencies(server, small, 1)));
    const { opened, seconds } = JSON.parse((await storm).stdout) as { opened: number; seconds: number };
    write(
      `gRPC beside ${Math.round(opened / seconds)} opened and reset streams a second: ` +
        `${besides.length} uploads of 100 KiB, p50 ${percentile(besides, 0.5)} ms, p99 ${percentile(besides, 0.99)} ms ` +
        `(alone ${percentile(quiet, 0.5)} and ${percentile(quiet, 0.99)} ms)`,
    );
  });
};

/** How long each of some uploads takes, one after the other, in milliseconds. */
const latencies = async (server: Running, file: () => ChunkedFile, times: number): Promise<number[]> => {
  const took = [];
  for (let left = times; left > 0; left -= 1) took.push((await loadGrpc(server, file, 1, 1)) * 1_000);
  return took;
};

const percentile = (values: readonly number[], share: number): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
};
