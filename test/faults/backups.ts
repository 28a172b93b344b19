import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { calls } from './calls.js';
import { drawn, numbers } from './chance.js';
import { acknowledgement, type Entry } from './journal.js';
import { callOnce, startLoad } from './load.js';
import { judge } from './oracle.js';
import { runCommand } from './run-command.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { type Snapshot } from './stores.js';
import { mountVolume } from './volumes.js';

export interface BackupsReport {
  readonly tries: number;
  /** Restored stores in which each message that was acknowledged before the backup is whole with its file. */
  readonly whole: number;
  /** How many messages they have. */
  readonly messages: number;
  readonly faults: readonly string[];
}

const WRONG_SETTINGS = 78;
/** The first id that a restored account assigns is above this. */
const RAISED = 1_000_000;

const EVERY_TRY_SERVES = 5;

/** Entries that were acknowledged by now. What is answered later does not change them. */
const acknowledged = (stand: Stand): readonly Entry[] =>
  stand.journal
    .entries()
    .map((entry) => ({ ...entry, answers: [...entry.answers] }))
    .filter((entry) => acknowledgement(entry) !== undefined);

/**
 * Backs up the store of a server under full load, again and again, and restores each backup elsewhere. Some of the
 * restored stores serve: a key of the backup is replayed, and new messages get new ids.
 */
export const backUpUnderLoad = async (trial: Trial, tries: number, seed: number): Promise<BackupsReport> => {
  const stand = await makeStand(trial, { longestPause: 15 });
  const faults: string[] = [];
  let [whole, messages] = [0, 0];
  try {
    const server = await stand.start();
    const load = startLoad(stand, server, calls(seed), 8);
    for (let index = 0; index < tries; index += 1) {
      await load.answers(20);
      const before = acknowledged(stand);
      const [backup, restored] = ['backup', 'restored'].map((name) => join(stand.dataDir, '..', `${name}${index}`));
      if (backup === undefined || restored === undefined) throw new TypeError('no paths');
      const found = await backUpAndRestore(stand, backup, restored);
      faults.push(...found.map((fault) => `try ${index}: ${fault}`));
      if (found.length > 0) continue;
      const store = await trial.store.place(restored);
      const snapshot = await store.inspect();
      messages += snapshot.messages.length;
      const broken = brokenIn(before, stand, snapshot);
      if (broken.length === 0) whole += 1;
      faults.push(...broken.map((fault) => `try ${index}: ${fault}`));
      if (index % EVERY_TRY_SERVES === 0) faults.push(...(await serveRestored(stand, restored, before, snapshot)));
      await rm(backup, { recursive: true });
      await rm(restored, { recursive: true });
    }
    await load.stop();
    const code = await server.terminate();
    if (code !== 0) faults.push(`the server left with ${code}`);
    return { tries, whole, messages, faults };
  } finally {
    await stand.close();
  }
};

const backUpAndRestore = async (stand: Stand, backup: string, restored: string): Promise<readonly string[]> => {
  for (const [dataDir, ...words] of [
    [stand.dataDir, 'backup', backup],
    [restored, 'restore', backup],
  ] as const) {
    const { code, signal, stderr } = await runCommand(stand.dist, dataDir, ...words).ended;
    if (code !== 0) return [`${words[0]} ended with ${signal ?? code}: ${stderr.slice(0, 300)}`];
  }
  return [];
};

/** What a restored store lacks of what was acknowledged before the backup, and what it has that is not whole. */
const brokenIn = (before: readonly Entry[], stand: Stand, snapshot: Snapshot): readonly string[] => {
  const evidence = { accepted: stand.graph.accepted(), snapshot, orphans: [] };
  // Files are compared with all calls: the backup may have messages that were answered later.
  const { torn, dangling } = judge({ ...evidence, accepted: [], entries: stand.journal.entries() });
  return [...judge({ ...evidence, entries: before }).lost, ...torn, ...dangling];
};

const serveRestored = async (
  stand: Stand,
  restored: string,
  before: readonly Entry[],
  snapshot: Snapshot,
): Promise<readonly string[]> => {
  const server = await stand.start({ DATA_DIR: restored });
  const faults: string[] = [];
  try {
    const keyed = before.find(({ call }) => call.key !== null);
    const promised = keyed === undefined ? undefined : acknowledgement(keyed);
    if (keyed !== undefined) {
      const again = await stand.door.send(stand.targetOf(server), keyed.call);
      if (again._tag !== 'Acknowledged' || !again.replayed || again.chatMessageId !== promised?.chatMessageId)
        faults.push(`a key of the backup was not replayed: ${JSON.stringify(again)}`);
    }
    const next = calls(snapshot.messages.length).next().value;
    const sent = await stand.door.send(stand.targetOf(server), next);
    const highest = snapshot.messages.at(-1)?.id ?? 0;
    if (sent._tag !== 'Acknowledged' || sent.chatMessageId !== highest + RAISED)
      faults.push(`after ${highest} came ${JSON.stringify(sent)}`);
  } finally {
    await server.terminate();
  }
  return faults;
};

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
  const beside = (name: string): string => join(stand.dataDir, '..', name);
  try {
    const server = await stand.start();
    const source = calls(seed);
    const load = startLoad(stand, server, source, 8);
    await load.answers(150);
    await load.stop();
    const before = acknowledged(stand);
    const good = beside('good');
    faults.push(...(await backUpAndRestore(stand, good, beside('first'))));
    const restored = async (name: string): Promise<readonly string[]> => {
      const store = await trial.store.place(beside(name));
      return brokenIn(before, stand, await store.inspect());
    };
    // A whole command takes about this long; the kills are spread over it.
    const begun = performance.now();
    await runCommand(stand.dist, stand.dataDir, 'backup', beside('timed')).ended;
    const longest = Math.round((performance.now() - begun) * 1.1);

    for (const [index, after] of drawn(numbers(Math.round(longest / 4), longest), seed, tries).entries()) {
      const isBackup = index % 2 === 0;
      const folder = beside(`cut${index}`);
      const command = isBackup
        ? runCommand(stand.dist, stand.dataDir, 'backup', folder)
        : runCommand(stand.dist, folder, 'restore', good);
      await pause(after);
      command.signal('SIGKILL');
      const isWhole = (await command.ended).code === 0;
      if (isWhole) finished += 1;
      const found = isBackup
        ? await afterCutBackup(stand, folder, beside(`of-cut${index}`), isWhole, () => restored(`of-cut${index}`))
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
    const restored = join(stand.dataDir, '..', 'restored');
    faults.push(...(await backUpAndRestore(stand, join(volume.path, 'whole'), restored)));
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
