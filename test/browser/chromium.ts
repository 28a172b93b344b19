import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Readable, type Writable } from 'node:stream';
import { makeTempDir } from '../support/temp-dir.js';

/** A tab of a browser. */
export interface Tab {
  /** Opens an address, as if it was typed, and waits until it has loaded. */
  readonly open: (url: string) => Promise<void>;
  /** Runs a script in the page, whatever its policy says, and answers its value once that is settled. */
  readonly run: (script: string) => Promise<unknown>;
  /** Waits until the next page has loaded. Call it before what leads there. */
  readonly loaded: () => Promise<void>;
}

export interface Browser {
  readonly tab: () => Promise<Tab>;
  readonly close: () => Promise<void>;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly error?: { readonly message: string };
  readonly result?: Readonly<Record<string, unknown>>;
}

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** Chromium on this machine; undefined where there is none. */
export const findChromium = (): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/**
 * Starts Chromium without a window and speaks its DevTools protocol over a pipe: JSON, each message closed by a NUL.
 * @param names host names that it takes for addresses, as if a name server had said so
 */
export const startChromium = async (path: string, names: Readonly<Record<string, string>>): Promise<Browser> => {
  const profile = await makeTempDir();
  const rules = Object.entries(names).map(([name, address]) => `MAP ${name} ${address}`);
  const flags = [...QUIET, `--user-data-dir=${profile.path}`, `--host-resolver-rules=${rules.join(',')}`];
  const chromium: ChildProcess = spawn(path, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , input, output] = chromium.stdio as [null, null, null, Writable, Readable];
  const gone = once(chromium, 'exit');
  const waiting = new Map<number, (message: Message) => void>();
  const listeners = new Set<(message: Message) => void>();
  let ids = 0;
  let rest = '';

  input.on('error', () => undefined);
  output.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages.map((json) => JSON.parse(json) as Message)) {
      if (message.id === undefined) listeners.forEach((listener) => listener(message));
      else waiting.get(message.id)?.(message);
    }
  });

  const call = async (method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> => {
    const id = ++ids;
    const answer = new Promise<Message>((resolve) => waiting.set(id, resolve));
    input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const message = await Promise.race([
      answer,
      gone.then((): Message => ({ error: { message: 'Chromium has left' } })),
    ]);
    waiting.delete(id);
    if (message.error !== undefined) throw new Error(`${method}: ${message.error.message}`);
    return message.result ?? {};
  };

  const tab = async (): Promise<Tab> => {
    const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
    const inTab = (method: string, params?: object): Promise<Record<string, unknown>> =>
      call(method, params, String(sessionId));
    await inTab('Page.enable');
    const loaded = (): Promise<void> =>
      new Promise((resolve) => {
        const listener = (message: Message): void => {
          if (message.method !== 'Page.loadEventFired' || message.sessionId !== sessionId) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      });
    return {
      loaded,
      open: async (url) => {
        const done = loaded();
        const { errorText } = await inTab('Page.navigate', { url });
        if (errorText !== undefined) throw new Error(`${url}: ${JSON.stringify(errorText)}`);
        await done;
      },
      run: async (script) => {
        const params = { expression: script, awaitPromise: true, returnByValue: true, userGesture: true };
        const { result, exceptionDetails } = await inTab('Runtime.evaluate', params);
        if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
        return (result as { value?: unknown }).value;
      },
    };
  };

  return {
    tab,
    close: async () => {
      await call('Browser.close').catch(() => chromium.kill());
      await gone;
      await profile.remove();
    },
  };
};
