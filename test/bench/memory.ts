/**
 * `npm run bench:memory`: how much memory uploads of 100 MiB take, one and twenty at once, and whether the content of
 * a file decides how long it takes: carriage returns, which some multipart parsers choke on, beside plain text.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MEGABYTE } from '../../src/domain/model/bytes.js';
import { load, makeUpload, type Upload, uploadOf } from './load.js';
import { type Running, start } from './processes.js';
import { median } from './report.js';
import { startPostcard } from './servers.js';

const REPETITIONS = Number(process.env['BENCH_REPETITIONS'] ?? 5);

/** Runs work against a fresh service that has served a few small uploads. */
const withPostcard = async <A>(work: (server: Running) => Promise<A>): Promise<A> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postcard-bench-'));
  const graph = await start([process.execPath, 'test/bench/graph.mjs']);
  const server = await startPostcard({ DATA_DIR: dataDir }, graph);
  try {
    await send(server, makeUpload('image', 'jpg', 100 * 1024), 40, 4);
    return await work(server);
  } finally {
    await server.stop();
    await graph.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};

const send = (server: Running, upload: Upload, times: number, concurrency: number): Promise<number> =>
  load(server, '/messages/media', upload, times, concurrency);

const growth = (concurrency: number): Promise<number> =>
  withPostcard(async (server) => {
    const before = server.megabytes();
    await send(server, makeUpload('document', 'pdf', 100 * MEGABYTE), concurrency, concurrency);
    return server.peakMegabytes() - before;
  });

const text = (piece: Buffer, megabytes: number): Upload =>
  uploadOf(
    'document',
    'txt',
    Array.from({ length: megabytes }, () => Buffer.from(piece)),
  );

const carriageReturns = Buffer.alloc(MEGABYTE, '\r');
const plainText = Buffer.from('The quick brown fox jumps over the lazy dog.\n'.repeat(23_302)).subarray(0, MEGABYTE);

const inSeries = async (work: () => Promise<number>): Promise<number[]> => {
  const figures: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) figures.push(await work());
  return figures;
};

const say = (what: string, figures: readonly number[], unit: string): void => {
  const shown = figures.map((figure) => figure.toFixed(2)).join(' ');
  process.stdout.write(`${what.padEnd(52)} ${median(figures).toFixed(2)} ${unit}  (${shown})\n`);
};

for (const concurrency of [1, 20])
  say(`100 MiB uploads, ${concurrency} at once: memory grows by`, await inSeries(() => growth(concurrency)), 'MiB');

for (const megabytes of [4, 16]) {
  const ratios = await withPostcard((server) =>
    inSeries(async () => {
      const plain = await send(server, text(plainText, megabytes), 4, 1);
      return (await send(server, text(carriageReturns, megabytes), 4, 1)) / plain;
    }),
  );
  say(`${megabytes} MiB of carriage returns, against plain text: takes`, ratios, 'times as long');
}
