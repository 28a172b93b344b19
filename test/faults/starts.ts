import { symlink } from 'node:fs/promises';
import { makeStand, type Trial } from './stand.js';
import { DidNotStart } from './server-process.js';

export interface StartsReport {
  readonly tries: number;
  /** Tries in which exactly one of the servers that started at once came up. */
  readonly exactlyOne: number;
  readonly strange: readonly string[];
}

/** EX_CONFIG of sysexits.h. */
const WRONG_SETTINGS = 78;

/**
 * Two servers start at once on one folder, time and again, the second by a link. Every other time a killed server's lock
 * lies there.
 */
export const startTwice = async (trial: Trial, tries: number): Promise<StartsReport> => {
  const stand = await makeStand(trial);
  const strange: string[] = [];
  let exactlyOne = 0;
  const link = `${stand.dataDir}-by-a-link`;
  try {
    await symlink(stand.dataDir, link);
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const both = await Promise.allSettled([stand.start(), stand.start({ DATA_DIR: link })]);
      const up = both.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
      const refused = both.flatMap((start) => (start.status === 'rejected' ? [start.reason as unknown] : []));
      if (up.length === 1) exactlyOne += 1;
      for (const reason of refused)
        if (!(reason instanceof DidNotStart && reason.code === WRONG_SETTINGS && reason.log.includes(stand.dataDir)))
          strange.push(String(reason));
      for (const server of up) await (attempt % 2 === 0 ? server.kill() : server.terminate());
    }
    return { tries, exactlyOne, strange };
  } finally {
    await stand.close();
  }
};
