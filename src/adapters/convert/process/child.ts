/**
 * A converter process: it decodes what strangers sent, away from the service's memory, secrets and event loop. It ends
 * when the service lets go of it or dies.
 */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import sharp from 'sharp';
import { convertPicture, type ExpectMemory } from './convert-picture.js';
import { watchMemory } from './memory-watch.js';
import { type Job, type JobResult } from './messages.js';

// No picture comes twice, and one thread a picture is what its place allows.
sharp.cache(false);
sharp.concurrency(1);

try {
  // Where memory runs out, Linux ends the converter and not the service.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // Another system.
}

// A Ctrl-C reaches all processes of a terminal. The service decides when this one ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

const answer = (result: JobResult): void => void process.send?.(result);

const run = async ({ picture, limits }: Job): Promise<void> => {
  let endWatch = (): void => undefined;
  const expectMemory: ExpectMemory = (bytes) => {
    // The service ends this process then. `process.exit` would wait for libvips.
    endWatch = watchMemory(bytes, () => answer({ _tag: 'OverMemory' }));
  };
  try {
    answer({ _tag: 'Converted', image: await convertPicture(sharp, picture, limits, expectMemory) });
  } catch (error) {
    answer({ _tag: 'Refused', why: String(error) });
  } finally {
    endWatch();
  }
};

process.on('message', (job: Job) => void run(job));
