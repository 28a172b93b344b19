/**
 * `npm run bench`: Postcard beside a raw floor that does the same durable work with nothing around it. Both sides
 * run in turns in the same run, on fresh folders; what counts is the ratio. `npm run bench -- --grpc` measures the
 * gRPC door only, `--events` what events and their deliveries cost
 * (`--events files`: on files only).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServer } from '../support/mongodb/server.js';
import { benchEvents } from './events.js';
import { benchGrpc } from './grpc.js';
import { load, makeUpload } from './load.js';
import { type Running, start } from './processes.js';
import { lineOf, type Series } from './report.js';
import { startFloor, startOnMongodb, startPostcard } from './servers.js';

const REPETITIONS = Number(process.env['BENCH_REPETITIONS'] ?? 5);
const SMALL = 100 * 1024;
const LARGE = 100 * 1_048_576;

/** What is measured: so many uploads, so many at once. */
interface Case {
  readonly name: string;
  readonly upload: ReturnType<typeof makeUpload>;
  /** Sent before anything is counted, on both sides: code gets compiled, connections opened. */
  readonly warmUp: number;
  readonly times: number;
  readonly concurrency: number;
  readonly rate: (times: number, seconds: number) => number;
  readonly unit: string;
}

const perSecond = (times: number, seconds: number) => times / seconds;
const small = (concurrency: number, times: number): Case => ({
  name: `100 KiB uploads, ${concurrency} at once`,
  upload: makeUpload('image', 'jpg', SMALL),
  warmUp: 300,
  times,
  concurrency,
  rate: perSecond,
  unit: 'req/s',
});
const large = (concurrency: number): Case => ({
  name: `100 MiB uploads, ${concurrency} at once`,
  upload: makeUpload('document', 'pdf', LARGE),
  warmUp: concurrency,
  times: concurrency * 2,
  concurrency,
  rate: (times, seconds) => (times * 100) / seconds,
  unit: 'MiB/s',
});

const cases: readonly Case[] = [small(1, 300), small(16, 1_500), small(64, 2_000), large(1), large(4)];

interface Measured {
  readonly rate: number;
  /** Of the server's processor time, milliseconds an upload. */
  readonly cpu: number;
  readonly peak: number;
}

const measure = async (one: Case, begin: (dataDir: string) => Promise<Running>, path: string): Promise<Measured> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postcard-bench-'));
  const server = await begin(dataDir);
  try {
    await load(server, path, one.upload, one.warmUp, one.concurrency);
    const cpuBefore = server.cpuSeconds();
    const seconds = await load(server, path, one.upload, one.times, one.concurrency);
    const cpu = ((server.cpuSeconds() - cpuBefore) * 1_000) / one.times;
    const peak = server.peakMegabytes();
    return { rate: one.rate(one.times, seconds), cpu, peak };
  } finally {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const run = async (): Promise<void> => {
  const graph = await start([process.execPath, 'test/bench/graph.mjs']);
  const hasMongodb = (await testServer()) !== null;
  if (process.argv.includes('--events')) {
    const named = process.argv[process.argv.indexOf('--events') + 1];
    await benchEvents(graph, hasMongodb, REPETITIONS, named).finally(graph.stop);
    return;
  }
  process.stdout.write(`${'case'.padEnd(34)}  postcard     floor\n`);
  try {
    for (const one of process.argv.includes('--grpc') ? [] : cases) {
      const ours: Measured[] = [];
      const floor: Measured[] = [];
      const onMongodb: Measured[] = [];
      for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
        floor.push(await measure(one, (dir) => startFloor(dir, graph), '/'));
        ours.push(await measure(one, (dir) => startPostcard({ DATA_DIR: dir }, graph), '/messages/media'));
        if (hasMongodb) onMongodb.push(await measure(one, (dir) => startOnMongodb(dir, graph), '/messages/media'));
      }
      const series = (
        name: string,
        unit: string,
        of: (measured: Measured) => number,
        [these, those] = [ours, floor],
      ): Series => ({ name, unit, ours: these.map(of), floor: those.map(of) });
      process.stdout.write(`${lineOf(series(one.name, one.unit, ({ rate }) => rate))}\n`);
      process.stdout.write(`${lineOf(series('  processor time', 'ms each', ({ cpu }) => cpu))}\n`);
      process.stdout.write(`${lineOf(series('  peak memory', 'MiB', ({ peak }) => peak))}\n`);
      if (!hasMongodb) continue;
      const pair: [Measured[], Measured[]] = [onMongodb, ours];
      process.stdout.write(`${lineOf(series('  on MongoDB, beside on files', one.unit, ({ rate }) => rate, pair))}\n`);
      process.stdout.write(`${lineOf(series('    processor time', 'ms each', ({ cpu }) => cpu, pair))}\n`);
      process.stdout.write(`${lineOf(series('    peak memory', 'MiB', ({ peak }) => peak, pair))}\n`);
    }
    await benchGrpc(graph, (dir) => startPostcard({ DATA_DIR: dir }, graph), REPETITIONS);
  } finally {
    await graph.stop();
  }
};

await run();
