import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { readHost } from '../kit/browser/host-header.js';
import { reachableUrl } from '../kit/listening-address.js';
import { textOf } from '../kit/url-host.js';
import { quietTimer, type Timer } from '../kit/time/timer.js';
import { makeBlobStore } from './world/blob-store.js';
import { handleWith } from './handle.js';
import { makeLinkFetcher } from './world/fetch-link.js';
import { type SandboxLog, silent } from './world/log.js';
import { makeMediaJudge } from './world/media-judge.js';
import { makeMediaLibrary } from './world/media-library.js';
import { makeMessageLife } from './world/message-life.js';
import { makeMessageLog } from './world/message-log.js';
import { makePeople } from './world/people/people.js';
import { makeServiceWindow } from './world/service-window.js';
import type { SandboxState } from './world/state.js';
import { makeSubscriptions } from './world/webhooks/subscriptions.js';
import { makeTimers } from './world/timers.js';
import { makeWebhooks } from './world/webhooks/webhooks.js';

export type SandboxOptions = {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** Names under which it may be called, besides `host`, `localhost` and any address. Default: none. */
  names?: readonly string[];
  /** Signs the webhooks. Under the same secret, people have the same user ids. */
  appSecret: string;
  /** Whether a message needs an inbound one of its recipient within 24 hours (131047). Default: no. */
  strictWindow?: boolean;
  /** Whether media of the right type fail whose content Meta documents as not taken (131053). Default: no. */
  strictMedia?: boolean;
  /**
   * Milliseconds from acceptance to `sent`; `delivered` comes after 6, `read` after 20, `played` (voice) after 24
   * times as long. 0: at once; Infinity: never. Default 50.
   */
  statusDelayMs?: number;
  /** Milliseconds before a webhook that was not answered 200 is sent again; doubles with every try. Default 1000. */
  webhookRetryMs?: number;
  /** Business account ids by phone number id. A number that is not here counts as every account's. */
  phoneNumbers?: Readonly<Record<string, string>>;
  /** Messages that are kept for the page and the list. Default 1000. */
  keptMessages?: number;
  /** Bytes of media that are kept on disk; the oldest leave first. Default 512 MiB. */
  keptBytes?: number;
  /** Milliseconds since 1970. */
  now?: () => number;
  timer?: Timer;
  log?: SandboxLog;
};

export type Sandbox = {
  /** `http://host:port`, with `localhost` for a wildcard address. */
  url: string;
  port: number;
  /** Stops at once: cuts connections, forgets what was to come, removes the media. */
  close(): Promise<void>;
};

/**
 * Starts a stand-in for Meta's Graph API, as far as sending WhatsApp messages needs it. Rejects with the system's
 * error where it cannot listen.
 */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const now = options.now ?? Date.now;
  const log = options.log ?? silent;
  const timers = makeTimers(options.timer ?? quietTimer);
  const subscriptions = makeSubscriptions(options.phoneNumbers ?? {});
  const webhooks = makeWebhooks({
    appSecret: options.appSecret,
    subscriptions,
    timers,
    log,
    retryDelayMs: options.webhookRetryMs ?? 1_000,
  });
  const blobs = await makeBlobStore(options.keptBytes ?? 512 * 1_048_576);
  const messages = makeMessageLog(options.keptMessages ?? 1_000, blobs);
  const links = makeLinkFetcher(blobs);
  const judge = makeMediaJudge(options.strictMedia ?? false, blobs);
  const statusDelayMs = options.statusDelayMs ?? 50;
  let url = '';

  const state: SandboxState = {
    appSecret: options.appSecret,
    blobs,
    media: makeMediaLibrary(blobs, now),
    messages,
    life: makeMessageLife({ blobs, links, judge, log: messages, webhooks, timers, now, statusDelayMs }),
    people: makePeople(options.appSecret),
    window: makeServiceWindow(options.strictWindow ?? false, now),
    subscriptions,
    webhooks,
    timers,
    log,
    now,
    url: () => url,
  };

  const ownHosts = [options.host, ...(options.names ?? [])].flatMap((name) => readHost(name)?.host ?? []);
  const handle = handleWith(state, ownHosts.map(textOf));
  const server = createServer(
    { keepAliveTimeout: 30_000, requestTimeout: 1_800_000, headersTimeout: 15_000 },
    (req, res) => {
      void handle(req, res);
    },
  );
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });

  const close = async (): Promise<void> => {
    timers.close();
    server.closeAllConnections();
    if (server.listening) {
      await new Promise((resolve) => {
        server.close(resolve);
      });
    }
    webhooks.close();
    links.close();
    await blobs.close();
  };

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
  } catch (error) {
    await close();
    throw error;
  }
  server.on('error', (error) => {
    log.error({ err: error }, 'sandbox: server error');
  });
  const { port } = server.address() as AddressInfo;
  url = reachableUrl(options.host, port);
  return { url, port, close };
};
