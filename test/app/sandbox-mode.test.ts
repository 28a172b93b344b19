import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { pino } from 'pino';
import { readConfig } from '../../src/app/config.js';
import { type BuiltInSandbox, openSandbox } from '../../src/app/sandbox-mode.js';
import { mediaMessage, sendUntil, upload } from '../sandbox/support.js';
import { fixture } from '../support/fixture.js';
import { makeTempDir, type TempDir } from '../support/temp-dir.js';

describe('the built-in sandbox', () => {
  let folder: TempDir;
  let sandbox: BuiltInSandbox;
  before(async () => {
    folder = await makeTempDir();
    const config = readConfig({
      DATA_DIR: folder.path,
      SANDBOX_PORT: '0',
      HOST: 'Postcard.lan',
      PUBLIC_URL: 'https://postcard.example.com:8443/whatsapp',
    });
    if (E.isLeft(config)) throw new Error(config.left.join());
    sandbox = await openSandbox(config.right, pino({ level: 'silent' }));
  });
  after(async () => {
    await sandbox.close();
    await folder.remove();
  });

  for (const [host, status] of [
    ['postcard.lan:3001', 200],
    ['postcard.example.com', 200],
    ['POSTCARD.example.com.:443', 200],
    ['localhost', 200],
    ['example.com', 421],
    ['postcard.lan.evil.test', 421],
  ] as const)
    it(`answers ${String(status)} where it is asked for as ${host}`, async () => {
      const asked = request(sandbox.url, { headers: { host } }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).to.equal(status);
    });
});

describe('the built-in sandbox with SANDBOX_STRICT_MEDIA', () => {
  for (const [strict, state] of [
    ['true', 'failed'],
    ['false', 'read'],
    ['', 'read'],
  ] as const)
    it(`has HEVC end as ${state} where that is ${JSON.stringify(strict)}`, async () => {
      const folder = await makeTempDir();
      const config = readConfig({ DATA_DIR: folder.path, SANDBOX_PORT: '0', SANDBOX_STRICT_MEDIA: strict });
      if (E.isLeft(config)) throw new Error(config.left.join());
      const sandbox = await openSandbox(config.right, pino({ level: 'silent' }));
      try {
        const { body } = await upload(sandbox, fixture('cases/hevc.mp4'), 'video/mp4');
        const message = await sendUntil(sandbox, mediaMessage('+14155550123', 'video', { id: body.id }), state);
        expect(message.error?.code).to.equal(state === 'failed' ? 131053 : undefined);
      } finally {
        await sandbox.close();
        await folder.remove();
      }
    });
});
