import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { acknowledged, beside, brokenIn, run } from './backups.js';
import { calls } from './calls.js';
import { callOnce } from './load.js';
import { runCommand } from './run-command.js';
import { makeStand, type Trial } from './stand.js';
import { mountVolume } from './volumes.js';

/** Backs up to another file system, with room, and with so many bytes left. */
export const backUpElsewhere = async (trial: Trial, lefts: readonly number[]): Promise<readonly string[]> => {
  const volume = await mountVolume(64);
  const stand = await makeStand(trial, { longestPause: 15 });
  const faults: string[] = [];
  try {
    const server = await stand.start();
    const source = calls(7);
    for (let count = 0; count < 40; count += 1) await callOnce(stand, server, source.next().value);
    const before = acknowledged(stand);
    const restored = beside(stand, 'restored');
    faults.push(...(await run(stand, stand.dataDir, 'backup', join(volume.path, 'whole'))));
    faults.push(...(await run(stand, restored, 'restore', join(volume.path, 'whole'))));
    const store = await trial.store.place(restored);
    faults.push(...brokenIn(before, stand, await store.inspect()));
    for (const left of lefts) {
      await volume.leave(left);
      const full = join(volume.path, 'full');
      for (const [dataDir, ...words] of [
        [stand.dataDir, 'backup', full],
        [full, 'restore', join(volume.path, 'whole')],
      ] as const) {
        const { code, stderr } = await runCommand(stand.dist, dataDir, ...words).ended;
        // Hard links need no room for files, so a restore beside its backup may fit.
        if (code === 0 && words[0] === 'restore') await rm(full, { recursive: true });
        else if (code !== 1 || !/no space left/i.test(stderr))
          faults.push(`${words[0]}: ${code} ${stderr.slice(0, 200)}`);
        if ((await readdir(volume.path)).includes('full')) faults.push(`${words[0]}: something was left`);
      }
    }
    await server.terminate();
    return faults;
  } finally {
    await stand.close();
    await volume.remove();
  }
};
