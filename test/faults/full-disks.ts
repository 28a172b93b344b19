import { join } from 'node:path';
import { request } from 'undici';
import { newDocument, newPicture } from './calls.js';
import { callOnce } from './load.js';
import { sumUp } from './judge-stand.js';
import { type Broken } from './oracle.js';
import { DidNotStart } from './server-process.js';
import { makeStand, type Trial } from './stand.js';
import { isLawful, untilWell } from './system-errors.js';
import { mountVolume } from './volumes.js';

export interface FullDisksReport {
  readonly cases: number;
  readonly calls: number;
  readonly unavailable: number;
  readonly wellAfter: readonly number[];
  readonly broken: Broken;
  readonly strange: readonly string[];
}

const KIB = 1_024;

/** So much is left, so that one call or another runs out of it in one step or another. */
const lefts: readonly number[] = [0, 4, 8, 16, 64, 256, 1_024, 2_048, 4_096, 6_144, 8_192].map((size) => size * KIB);

/** On a volume that is full to this point or that, and then has room again. */
export const fillDisks = async (trial: Trial, points: readonly number[] = lefts): Promise<FullDisksReport> => {
  const volume = await mountVolume(96);
  const stand = await makeStand(trial, { dataDir: join(volume.path, 'data') });
  const strange: string[] = [];
  const wellAfter: number[] = [];
  try {
    const server = await stand.start();
    for (const left of points) {
      const where = `${left / KIB} KiB left`;
      await volume.leave(left);
      const uploads = [newPicture(20_000), newDocument(300_000), newDocument(2_500_000), newDocument(9_000_000)];
      const answers = await Promise.all(uploads.map((call) => callOnce(stand, server, call)));
      strange.push(...answers.filter((answer) => !isLawful(answer)).map((what) => `${where}: ${JSON.stringify(what)}`));
      const { statusCode } = await request(`${server.restUrl}/healthz`);
      if (statusCode !== 200) strange.push(`${where}: /healthz says ${statusCode}`);
      if ((await stand.store.staged()) > 0) strange.push(`${where}: staged files stayed`);
      await volume.empty();
      const well = await untilWell(stand, server);
      wellAfter.push(well);
      if (well === Infinity) strange.push(`${where}: never well again`);
    }
    const code = await server.terminate();
    if (code !== 0) strange.push(`the server left with ${code}`);
    return { cases: points.length, wellAfter, strange, ...(await sumUp(stand)) };
  } finally {
    await stand.close();
    await volume.remove();
  }
};

/** A store on a read-only volume stops the start and is named; one with room to write starts again. */
export const readOnlyStart = async (trial: Trial): Promise<readonly string[]> => {
  const volume = await mountVolume(64);
  const stand = await makeStand(trial, { dataDir: join(volume.path, 'data') });
  const faults: string[] = [];
  try {
    await (await stand.start()).terminate();
    volume.setReadOnly(true);
    try {
      await (await stand.start()).kill();
      faults.push('a server started on a read-only store');
    } catch (error) {
      if (!(error instanceof DidNotStart)) throw error;
      if (error.code !== 78 || !error.log.includes(stand.dataDir))
        faults.push(`exit ${error.code}: ${error.log.slice(0, 300)}`);
    }
    volume.setReadOnly(false);
    const server = await stand.start();
    if ((await untilWell(stand, server)) === Infinity) faults.push('not well once it could write');
    await server.terminate();
    return faults;
  } finally {
    await stand.close();
    await volume.remove();
  }
};
