import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { fixture } from '../support/fixture.js';
import { mediaMessage, sendUntil, upload } from '../sandbox/support.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

describe('postcard sandbox', () => {
  let child: ChildProcess | undefined;
  afterEach(async () => {
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });

  /** Starts it alone, on a free port. */
  const start = async (...options: readonly string[]) => {
    const started = spawn(process.execPath, [main, 'sandbox', '--port', '0', ...options], {
      env: { PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child = started;
    const [line] = (await once(createInterface({ input: started.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    return { url, port: Number(new URL(url).port), close: async () => undefined };
  };

  for (const [options, state] of [
    [[], 'read'],
    [['--strict-media'], 'failed'],
  ] as const)
    it(`has HEVC end as ${state} with [${options.join()}]`, async () => {
      const at = await start(...options);
      const { body } = await upload(at, fixture('cases/hevc.mp4'), 'video/mp4');
      const message = await sendUntil(at, mediaMessage('+14155550123', 'video', { id: body.id }), state);
      expect(message.error?.code).to.equal(state === 'failed' ? 131053 : undefined);
    });
});
