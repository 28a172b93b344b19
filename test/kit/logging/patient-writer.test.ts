import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { patientWriter } from '../../../src/kit/logging/patient-writer.js';
import { makeTempDir, type TempDir } from '../../support/temp-dir.js';
import { until } from '../../support/until.js';

describe('the writer of the log', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(() => folder.remove());

  it('writes lines in order, those that come at once too', async () => {
    const path = join(folder.path, 'log');
    const descriptor = openSync(path, 'w');
    const { write } = patientWriter(descriptor);
    const lines = Array.from({ length: 5_000 }, (_, n) => `line ${n}, naïve\n`);
    lines.forEach(write);
    await until('the lines', () => readFileSync(path, 'utf8') === lines.join(''));
    closeSync(descriptor);
  });

  it('writes what waits at once where the process is about to leave', () => {
    const path = join(folder.path, 'log');
    const descriptor = openSync(path, 'w');
    const { write, flushSync } = patientWriter(descriptor);
    // The first is on its way already.
    for (const line of ['first\n', 'second\n', 'third\n']) write(line);
    flushSync();
    expect(readFileSync(path, 'utf8')).to.contain('second\nthird\n');
    closeSync(descriptor);
  });

  it('goes on with what comes after something that could not be written', async function () {
    if (process.platform !== 'linux') this.skip();
    const descriptor = openSync('/dev/full', 'w');
    const { write, flushSync } = patientWriter(descriptor);
    for (let n = 0; n < 100; n += 1) {
      write(`line ${n}\n`);
      await new Promise(setImmediate);
    }
    flushSync();
    closeSync(descriptor);
  });

  it('waits for a reader of a pipe that takes its time, and loses nothing of what it keeps', async function () {
    if (process.platform !== 'linux') this.skip();
    const path = join(folder.path, 'pipe');
    execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const descriptor = openSync(path, 'w');
    const { write } = patientWriter(descriptor);
    const lines = Array.from({ length: 20_000 }, (_, n) => `line ${n}, of about thirty characters\n`);
    lines.forEach(write);
    // Nobody has read a byte of more than half a MiB: a pipe holds 64 KiB.
    const read: Buffer[] = [];
    let length = 0;
    await until('the lines', () => {
      const chunk = Buffer.alloc(65_536);
      try {
        const bytes = readSync(reader, chunk);
        read.push(chunk.subarray(0, bytes));
        length += bytes;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      }
      return length >= lines.join('').length;
    });
    expect(Buffer.concat(read).toString()).to.equal(lines.join(''));
    closeSync(descriptor);
    closeSync(reader);
  });
});
