import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OWNER } from '../../src/adapters/stores/filesystem/media/owner.js';
import { killProcesses, startProcess, untilListening } from '../support/postcard-process.js';
import { call } from '../support/http-client.js';
import { messageOf } from '../support/read.js';
import { multipartBody } from '../support/request-bodies.js';
import { sample } from '../support/samples.js';
import { postMedia, sentData } from '../support/send.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';
import { until } from '../support/until.js';
import { postcardHere, postcardJsonHere } from './in-process.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

describe('postcard backup and restore', () => {
  let folder: TempDir;
  let settings: { readonly DATA_DIR: string };
  const beside = (name: string): string => join(folder.path, name);

  beforeEach(async () => {
    folder = await makeTempDir();
    settings = { DATA_DIR: beside('data') };
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  /** A running server in sandbox mode, which has sent a picture under a key. */
  const serving = async (dataDir = settings.DATA_DIR) => {
    const { rest } = await untilListening(startProcess({ DATA_DIR: dataDir }));
    const token = (await readFile(join(dataDir, 'demo-token'), 'utf8')).trim();
    const sender = { url: rest, token };
    const send = async (phone: string, key: string) =>
      postMedia(
        sender,
        await multipartBody({ phone, media_type: 'image' }, { name: 'cat.png', bytes: new Uint8Array(sample('png')) }),
        { 'idempotency-key': key },
      );
    return { sender, send };
  };
  /** The only media file in a folder. */
  const mediaIn = async (root: string): Promise<string> => {
    for (const name of await readdir(join(root, 'media')))
      for (const file of name === OWNER ? [] : await readdir(join(root, 'media', name)))
        return join(root, 'media', name, file);
    throw new TypeError('there is no file');
  };

  it('copy a store while its server runs, and bring it back: messages, files, keys and ids', async () => {
    const { send } = await serving();
    const first = sentData(await send('+14155550123', 'order-1'));
    const before = Date.now();
    const backup = (await postcardJsonHere(settings, 'backup', beside('b'))) as Record<string, unknown>;
    expect(Object.keys(backup)).to.deep.equal(['folder', 'files', 'bytes', 'at']);
    expect(backup).to.include({ folder: beside('b'), files: 1 });
    expect(Date.parse(String(backup['at']))).to.be.within(before, Date.now());
    sentData(await send('+14155550124', 'order-2'));
    await killProcesses();

    const restored = { DATA_DIR: beside('restored') };
    const { code, stdout, stderr } = await postcardHere(restored, '--json', 'restore', beside('b'));
    expect(code).to.equal(0);
    const { bytes, at } = backup;
    expect(JSON.parse(stdout)).to.deep.equal({ files: 1, bytes, sends_missing_since: at });
    expect(stderr).to.contain(String(at));
    expect(await readdir(restored.DATA_DIR)).to.have.members(['records', 'media']);

    const again = await serving(restored.DATA_DIR);
    const replayed = await again.send('+14155550123', 'order-1');
    expect(replayed.headers['idempotency-replayed']).to.equal('true');
    expect(sentData(replayed)).to.deep.equal(first);
    const file = await call(again.sender.url, { method: 'GET', path: new URL(first.media_url).pathname });
    expect(Buffer.from(file.body).equals(sample('png'))).to.equal(true);
    expect((await messageOf(again.sender, 1)).message_id).to.equal(first.message_id);
    const next = sentData(await again.send('+14155550125', 'order-3'));
    expect(next).to.include({ contact_id: 1_000_001, chat_id: 1_000_001, chat_message_id: 1_000_001 });
  });

  it('have nothing in them that signs in', async () => {
    const { sender } = await serving();
    await postcardHere(settings, 'backup', beside('b'));
    expect(await readdir(beside('b'))).to.have.members(['records.mdb', 'media', 'backup.json']);
    const text = await readFile(join(beside('b'), 'records.mdb'), 'latin1');
    expect(text).not.to.contain(sender.token);
  });

  it('say what is missing or damaged in the store, and back up the rest: exit code 1', async () => {
    const { send } = await serving();
    sentData(await send('+14155550123', 'k'));
    const file = await mediaIn(settings.DATA_DIR);
    await unlink(file);
    const { code, stdout, stderr } = await postcardHere(settings, '--json', 'backup', beside('b'));
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.include({ files: 0 });
    expect(stderr).to.contain(`${file} is missing`);
    expect((await postcardHere({ DATA_DIR: beside('r') }, 'restore', beside('b'))).code).to.equal(0);
  });

  it('say which file of the backup is rotten, and restore the rest: exit code 1', async () => {
    const { send } = await serving();
    sentData(await send('+14155550123', 'k'));
    const file = await mediaIn(settings.DATA_DIR);
    const bytes = await readFile(file);
    bytes[200]! ^= 1;
    await writeFile(file, bytes);
    expect((await postcardHere(settings, 'backup', beside('b'))).code).to.equal(0);
    const { code, stdout, stderr } = await postcardHere({ DATA_DIR: beside('r') }, '--json', 'restore', beside('b'));
    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.include({ files: 0 });
    expect(stderr).to.contain(`${await mediaIn(beside('b'))} has other bytes than were published`);
    await killProcesses();
    const again = await serving(beside('r'));
    expect((await again.send('+14155550123', 'k')).headers['idempotency-replayed']).to.equal('true');
    sentData(await again.send('+14155550123', 'k2'));
    expect((await readFile(await mediaIn(beside('r')))).equals(sample('png'))).to.equal(true);
  });

  it('refuse in a sentence: 1 for a target, 78 for a store or a backup, 2 for usage', async () => {
    await postcardHere(settings, 'account', 'create', '--name', 'Acme');
    const expectRefusal = async (dataDir: string, words: readonly string[], code: number, said: RegExp) => {
      const ended = await postcardHere({ DATA_DIR: dataDir }, '--json', ...words);
      expect(ended.code, words.join(' ')).to.equal(code);
      expect(JSON.parse(ended.stdout), words.join(' ')).to.have.nested.property('error.code', 'VALIDATION_ERROR');
      expect(ended.stderr).to.match(said);
      expect(ended.stderr.trimEnd().split('\n')).to.have.length(1);
    };
    await expectRefusal(settings.DATA_DIR, ['backup', folder.path], 1, /is not empty; name a folder/);
    await expectRefusal(settings.DATA_DIR, ['backup', join(settings.DATA_DIR, 'b')], 1, /is in DATA_DIR/);
    await expectRefusal(settings.DATA_DIR, ['backup', '/proc/b'], 1, /cannot be written/);
    await expectRefusal(
      beside('nothing'),
      ['backup', beside('b')],
      78,
      /^DATA_DIR: there is no store in .*MONGODB_URL/,
    );
    expect((await readdir(folder.path)).sort()).to.deep.equal(['data']);

    await postcardHere(settings, 'backup', beside('b'));
    await expectRefusal(settings.DATA_DIR, ['restore', beside('b')], 78, /^DATA_DIR: .* is not empty/);
    await expectRefusal(beside('r'), ['restore', settings.DATA_DIR], 78, /no finished backup: backup\.json is missing/);
    await expectRefusal(beside('r'), ['restore', beside('none')], 78, /no finished backup/);
    await truncate(join(beside('b'), 'records.mdb'), 8_192);
    await expectRefusal(beside('r'), ['restore', beside('b')], 78, /records\.mdb has 8192 bytes/);
    expect((await readdir(folder.path)).sort()).to.deep.equal(['b', 'data']);
    for (const words of [['backup'], ['restore'], ['backup', ''], ['restore', '']])
      expect((await postcardHere(settings, ...words)).code, words.join(' ')).to.equal(2);
  });

  it('name mongodump where a database has the records: exit code 1', async () => {
    const database = { ...settings, MONGODB_URL: 'mongodb://127.0.0.1:1/postcard' };
    for (const command of ['backup', 'restore']) {
      const { code, stdout, stderr } = await postcardHere(database, '--json', command, beside('b'));
      expect(code).to.equal(1);
      expect(JSON.parse(stdout)).to.have.nested.property('error.code', 'VALIDATION_ERROR');
      expect(stderr).to.contain('mongodump');
    }
    expect(await readdir(folder.path)).to.deep.equal([]);
  });

  it('keep a server from starting on a backup, or on a restore that was cut', async () => {
    await postcardHere(settings, 'account', 'create', '--name', 'Acme');
    await postcardHere(settings, 'backup', beside('b'));
    await postcardHere({ DATA_DIR: beside('r') }, 'restore', beside('b'));
    await writeFile(join(beside('r'), 'restoring'), '');
    for (const [name, said] of [
      ['b', 'is a backup'],
      ['r', 'is not finished'],
    ] as const) {
      const { code, stderr } = await startProcess({ DATA_DIR: beside(name) }).ended;
      expect(code).to.equal(78);
      expect(stderr).to.match(new RegExp(`^DATA_DIR: .*${said}.*\n$`));
    }
  });

  it('leave nothing that looks whole on Ctrl-C', async () => {
    await postcardHere(settings, 'account', 'create', '--name', 'Acme');
    const child = spawn(process.execPath, [main, 'backup', beside('b')], {
      env: { PATH: process.env['PATH'], ...settings },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const closed = once(child, 'close') as Promise<[number | null]>;
    await until('the backup to begin', () => existsSync(beside('b')) || child.exitCode !== null);
    child.kill('SIGINT');
    const [code] = await closed;
    if (code === 0) expect(existsSync(join(beside('b'), 'backup.json'))).to.equal(true);
    else {
      expect(code).to.equal(1);
      expect(stderr).to.match(/interrupted/);
      expect(existsSync(beside('b'))).to.equal(false);
    }
  });
});
