import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { calls } from './calls.js';
import { acknowledgement, type Entry } from './journal.js';
import { startLoad } from './load.js';
import { judge } from './oracle.js';
import { runCommand } from './run-command.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { type Snapshot } from './stores.js';

export interface BackupsReport {
  readonly tries: number;
  /** Restored stores in which each message that was acknowledged before the backup is whole with its file. */
  readonly whole: number;
  /** How many messages they have. */
  readonly messages: number;
  readonly faults: readonly string[];
}

/** The first id that a restored account assigns is above this. */
const RAISED = 1_000_000;

const EVERY_TRY_SERVES = 5;

/** Entries that were acknowledged by now. What is answered later does not change them. */
export const acknowledged = (stand: Stand): readonly Entry[] =>
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
    const source = calls(seed);
    for (let index = 0; index < tries; index += 1) {
      const [backup, restored] = [beside(stand, `backup${index}`), beside(stand, `restored${index}`)];
      const load = startLoad(stand, server, source, 8);
      await load.answers(20);
      const before = acknowledged(stand);
      const found = [...(await run(stand, stand.dataDir, 'backup', backup))];
      await load.stop();
      found.push(...(await run(stand, restored, 'restore', backup)));
      if (found.length === 0) {
        const store = await trial.store.place(restored);
        const snapshot = await store.inspect();
        messages += snapshot.messages.length;
        found.push(...brokenIn(before, stand, snapshot));
        if (index % EVERY_TRY_SERVES === 0) found.push(...(await serveRestored(stand, restored, before, snapshot)));
      }
      if (found.length === 0) whole += 1;
      faults.push(...found.map((fault) => `try ${index}: ${fault}`));
      await rm(backup, { recursive: true, force: true });
      await rm(restored, { recursive: true, force: true });
    }
    const code = await server.terminate();
    if (code !== 0) faults.push(`the server left with ${code}`);
    return { tries, whole, messages, faults };
  } finally {
    await stand.close();
  }
};

/** A path beside the data folder. */
export const beside = (stand: Stand, name: string): string => join(stand.dataDir, '..', name);

/** Runs a command that must succeed. */
export const run = async (stand: Stand, dataDir: string, ...words: readonly string[]): Promise<readonly string[]> => {
  const { code, signal, stderr } = await runCommand(stand.dist, dataDir, ...words).ended;
  return code === 0 ? [] : [`${words[0]} ended with ${signal ?? code}: ${stderr.slice(0, 300)}`];
};

/** What a restored store lacks of what was acknowledged before the backup, and what it has that is not whole. */
export const brokenIn = (before: readonly Entry[], stand: Stand, snapshot: Snapshot): readonly string[] => {
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
