import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { acknowledged, beside, brokenIn, run } from './backups.js';
import { calls } from './calls.js';
import { drawn, numbers } from './chance.js';
import { startLoad } from './load.js';
import { runCommand } from './run-command.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';

const WRONG_SETTINGS = 78;

export interface CutBackupsReport {
  readonly cuts: number;
  /** Commands that had ended by themselves before they were killed. */
  readonly finished: number;
  readonly faults: readonly string[];
}

/**
 * Kills backups and restores at random moments. A backup that was cut is refused by `restore`, or is whole. A restore
 * that was cut is refused by a server, or is whole, or has not begun.
 */
export const cutBackups = async (trial: Trial, tries: number, seed: number): Promise<CutBackupsReport> => {
  const stand = await makeStand(trial, { longestPause: 15 });
  const faults: string[] = [];
  let finished = 0;
  try {
    const server = await stand.start();
    const source = calls(seed);
    const load = startLoad(stand, server, source, 8);
    await load.answers(150);
    await load.stop();
    const before = acknowledged(stand);
    const good = beside(stand, 'good');
    faults.push(...(await run(stand, stand.dataDir, 'backup', good)));
    const restored = async (name: string): Promise<readonly string[]> => {
      const store = await trial.store.place(beside(stand, name));
      return brokenIn(before, stand, await store.inspect());
    };
    // A whole command takes about this long; the kills are spread over it.
    const begun = performance.now();
    await runCommand(stand.dist, stand.dataDir, 'backup', beside(stand, 'timed')).ended;
    const longest = Math.round((performance.now() - begun) * 1.1);

    for (const [index, after] of drawn(numbers(Math.round(longest / 4), longest), seed, tries).entries()) {
      const isBackup = index % 2 === 0;
      const folder = beside(stand, `cut${index}`);
      const command = isBackup
        ? runCommand(stand.dist, stand.dataDir, 'backup', folder)
        : runCommand(stand.dist, folder, 'restore', good);
      await pause(after);
      command.signal('SIGKILL');
      const isWhole = (await command.ended).code === 0;
      if (isWhole) finished += 1;
      const found = isBackup
        ? await afterCutBackup(stand, folder, beside(stand, `of-cut${index}`), isWhole, () =>
            restored(`of-cut${index}`),
          )
        : await afterCutRestore(stand, folder, isWhole, () => restored(`cut${index}`));
      faults.push(...found.map((fault) => `cut ${index} after ${after} ms: ${fault}`));
    }
    const code = await server.terminate();
    if (code !== 0) faults.push(`the server left with ${code}`);
    return { cuts: tries, finished, faults };
  } finally {
    await stand.close();
  }
};

const afterCutBackup = async (
  stand: Stand,
  folder: string,
  dataDir: string,
  isWhole: boolean,
  broken: () => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const { code, stderr } = await runCommand(stand.dist, dataDir, 'restore', folder).ended;
  // It may have been cut right after its last step.
  if (code === 0) return broken();
  if (isWhole) return [`a finished backup was refused: ${stderr.slice(0, 300)}`];
  return code === WRONG_SETTINGS && stderr.includes(folder)
    ? []
    : [`restore ended with ${code}: ${stderr.slice(0, 300)}`];
};

const afterCutRestore = async (
  stand: Stand,
  dataDir: string,
  isWhole: boolean,
  broken: () => Promise<readonly string[]>,
): Promise<readonly string[]> => {
  const names = await readdir(dataDir).catch(() => []);
  // It had not begun.
  if (names.length === 0 && !isWhole) return [];
  let server: ServerProcess;
  try {
    server = await stand.start({ DATA_DIR: dataDir });
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    const isSaid = error.code === WRONG_SETTINGS && error.log.includes('postcard restore');
    return !isWhole && isSaid ? [] : [`exit ${error.code}: ${error.log.slice(0, 300)}`];
  }
  await server.terminate();
  return broken();
};
