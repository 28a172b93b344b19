import { expect } from 'chai';
import { readdir } from 'node:fs/promises';
import { killProcesses, startProcess } from '../support/postcard-process.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('a start with wrong settings', () => {
  let folder: TempDir;

  beforeEach(async () => {
    folder = await makeTempDir();
  });
  afterEach(async () => {
    await killProcesses();
    await folder.remove();
  });

  const start = (settings: Readonly<Record<string, string>>) =>
    startProcess({ DATA_DIR: folder.path, ...settings }).ended;

  it('ends with 78 and a line for each fault, and makes nothing', async () => {
    const { code, stdout, stderr } = await start({
      PORT: 'x',
      PUBLIC_URL: 'media.example.com',
      ENCRYPTION_KEY: 'short',
      FETCH_ALLOWED_HOSTS: 'http://intranet',
      LOG_LEVEL: 'loud',
    });
    expect(code).to.equal(78);
    expect(stdout).to.equal('');
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.split(':')[0]).sort()).to.deep.equal([
      'ENCRYPTION_KEY',
      'FETCH_ALLOWED_HOSTS',
      'LOG_LEVEL',
      'PORT',
      'PUBLIC_URL',
    ]);
    expect(await readdir(folder.path)).to.deep.equal([]);
  });

  for (const PUBLIC_URL of ['', 'http://media.example.com', 'https://127.0.0.1', 'https://media.internal'])
    it(`ends with 78 where Meta is to fetch links from ${PUBLIC_URL || 'an address of this machine'}`, async () => {
      const { code, stderr } = await start({
        WHATSAPP_API_URL: 'https://graph.facebook.com',
        WHATSAPP_MEDIA_MODE: 'link',
        PUBLIC_URL,
      });
      expect(code).to.equal(78);
      expect(stderr).to.match(/^WHATSAPP_MEDIA_MODE: [^\n]*(PUBLIC_URL)[^\n]*\n$/);
    });

  it('ends with 78 where a port is taken, naming the setting', async () => {
    const first = startProcess({ DATA_DIR: `${folder.path}/first` });
    const listening = await first.listening;
    const { code, stderr } = await start({ PORT: new URL(listening?.rest ?? '').port });
    expect(code).to.equal(78);
    expect(stderr.trimEnd().split('\n').at(-1)).to.match(/^PORT: port \d+ is in use/);
  });

  it('ends with 78 where HOST is an address of another machine, naming the setting', async () => {
    const { code, stderr } = await start({ HOST: '203.0.113.9' });
    expect(code).to.equal(78);
    expect(stderr.trimEnd().split('\n').at(-1)).to.match(/^HOST: /);
  });

  it('ends with 78 where the data folder cannot be made, naming it', async () => {
    const { code, stderr } = await start({ DATA_DIR: '/dev/null/postcard' });
    expect(code).to.equal(78);
    expect(stderr).to.contain('/dev/null/postcard');
  });
});
