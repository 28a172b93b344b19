import { appendFile, cp, readdir, readFile, rm, stat, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { newPicture } from './calls.js';
import { callOnce } from './load.js';
import { DidNotStart, type ServerProcess } from './server-process.js';
import { makeStand, type Stand, type Trial } from './stand.js';
import { timeUntil } from './time-until.js';

export interface CorruptReport {
  readonly cases: number;
  readonly faults: readonly string[];
}

const WRONG_SETTINGS = 78;
const PAGE = 4_096;

type Damage = (records: string) => Promise<void>;

const overwrite =
  (position: number, bytes: Buffer): Damage =>
  async (records) => {
    const file = await readFile(records);
    bytes.copy(file, position);
    await writeFile(records, file);
  };

/** Damage of the records file that must stop the start. */
const fatal: Record<string, Damage> = {
  'no bytes': (records) => truncate(records, 0),
  'cut within its first page': (records) => truncate(records, 100),
  'cut after its first page': (records) => truncate(records, PAGE),
  'cut in half': async (records) => truncate(records, Math.floor((await stat(records)).size / 2 / PAGE) * PAGE),
  'cut by a quarter': async (records) =>
    truncate(records, Math.floor(((await stat(records)).size * 3) / 4 / PAGE) * PAGE),
  'something else': (records) => writeFile(records, 'this is no data file\n'.repeat(5_000)),
  'both roots overwritten': overwrite(0, Buffer.alloc(2 * PAGE, 0xff)),
};

/**
 * Breaks a store in one way after the other: a start on damaged records stops with the file's name, and leaves the
 * file as it is; a damaged media file fails the requests for it, and nothing else. At most so many ways of each kind.
 */
export const corruptStores = async (trial: Trial, most = Infinity): Promise<CorruptReport> => {
  const stand = await makeStand(trial);
  const faults: string[] = [];
  let cases = 0;
  try {
    const url = await fill(stand);
    const records = join(stand.dataDir, 'records');
    const sound = join(stand.dataDir, '..', 'sound');
    await cp(records, sound, { recursive: true });
    for (const [name, damage] of Object.entries(fatal).slice(0, most)) {
      cases += 1;
      const file = join(records, 'records.mdb');
      await damage(file);
      const before = await readFile(file);
      faults.push(...(await refusesToStart(stand, file)).map((fault) => `records with ${name}: ${fault}`));
      if (!before.equals(await readFile(file))) faults.push(`records with ${name}: the file was changed`);
      // The folder stays: another one beside the media would be those of another store.
      for (const name of await readdir(records)) await rm(join(records, name));
      await cp(sound, records, { recursive: true });
    }
    cases += 1;
    faults.push(...(await failsOneContact(stand, join(records, 'records.mdb'))));
    for (const [name, damage] of Object.entries(damagedMedia).slice(0, most)) {
      cases += 1;
      faults.push(...(await servesTheRest(stand, url, damage)).map((fault) => `media file ${name}: ${fault}`));
    }
    return { cases, faults };
  } finally {
    await stand.close();
  }
};

/** A store with something in it; answers the URL of a file. */
const fill = async (stand: Stand): Promise<string> => {
  const server = await stand.start();
  let url = '';
  for (let count = 0; count < 50; count += 1) {
    const answer = await callOnce(stand, server, newPicture(20_000));
    if (answer._tag === 'Acknowledged') url = answer.mediaUrl;
  }
  await server.terminate();
  return url;
};

const refusesToStart = async (stand: Stand, file: string): Promise<readonly string[]> => {
  try {
    await (await stand.start()).kill();
    return ['the server started'];
  } catch (error) {
    if (!(error instanceof DidNotStart)) throw error;
    return [
      ...(error.code === WRONG_SETTINGS ? [] : [`exit ${error.code}`]),
      ...(error.log.includes(file) ? [] : [`the file is not named: ${error.log.slice(0, 300)}`]),
    ];
  }
};

/** The one contact of the store is garbled in every copy that the file holds of it: sends to others go on. */
const failsOneContact = async (stand: Stand, records: string): Promise<readonly string[]> => {
  const sound = await readFile(records);
  const garbled = Buffer.from(sound.toString('latin1').replaceAll('"firstname":', '"firstname"!'), 'latin1');
  await writeFile(records, garbled);
  const server = await stand.start();
  const faults: string[] = [];
  const known = await callOnce(stand, server, newPicture(20_000));
  if (known._tag !== 'Refused' || known.code !== 'INTERNAL_ERROR')
    faults.push(`a garbled contact: a send to it got ${JSON.stringify(known)}`);
  if (!(await logs(server, records))) faults.push('a garbled contact: the log does not name the file');
  const other = await callOnce(stand, server, { ...newPicture(20_000), phone: '4930123456' });
  if (other._tag !== 'Acknowledged') faults.push(`a garbled contact: a send to another got ${JSON.stringify(other)}`);
  await server.terminate();
  await writeFile(records, sound);
  return faults;
};

/** Whether a text is in the log, which comes a moment after the answer. */
const logs = async (server: ServerProcess, text: string): Promise<boolean> =>
  (await timeUntil(`a log line with ${text}`, () => server.log().includes(text))) < Infinity;

const damagedMedia: Record<string, (file: string) => Promise<void>> = {
  'that is gone': unlink,
  'cut short': (file) => truncate(file, 10),
  'grown longer': (file) => appendFile(file, 'more'),
  'that is a link': async (file) => {
    await unlink(file);
    await symlink('/etc/hostname', file);
  },
};

const servesTheRest = async (
  stand: Stand,
  url: string,
  damage: (file: string) => Promise<void>,
): Promise<readonly string[]> => {
  const id = new URL(url).pathname.split('/')[2] ?? '';
  const file = join(stand.dataDir, 'media', id.charAt(0), id);
  const bytes = await readFile(file);
  await damage(file);
  const server = await stand.start();
  const faults: string[] = [];
  for (let asked = 0; asked < 3; asked += 1) {
    const { statusCode, body } = await request(`${server.restUrl}/media/${id}/x.jpg`);
    const text = await body.text();
    if (statusCode !== 404 || !text.includes('NOT_FOUND') || text.includes(stand.dataDir))
      faults.push(`it was answered with ${statusCode}`);
  }
  if (!(await logs(server, id))) faults.push('the log does not name it');
  const lines = server.log().split('\n');
  const naming = lines.filter((line) => line.includes(id)).length;
  if (naming > 1) faults.push(`${naming} lines of the log name it`);
  const answer = await callOnce(stand, server, newPicture(20_000));
  if (answer._tag !== 'Acknowledged') faults.push(`another send got ${JSON.stringify(answer)}`);
  const code = await server.terminate();
  if (code !== 0) faults.push(`the server left with ${code}`);
  await rm(file, { force: true });
  await writeFile(file, bytes, { mode: 0o600 });
  return faults;
};
