import type { BlobStore } from './blob-store.js';
import type { SandboxLog } from './log.js';
import type { MediaLibrary } from './media-library.js';
import type { MessageLife } from './message-life.js';
import type { MessageLog } from './message-log.js';
import type { People } from './people/people.js';
import type { ServiceWindow } from './service-window.js';
import type { Subscriptions } from './webhooks/subscriptions.js';
import type { Timers } from './timers.js';
import type { Webhooks } from './webhooks/webhooks.js';

/** What the sandbox's handlers work on. */
export type SandboxState = {
  appSecret: string;
  blobs: BlobStore;
  media: MediaLibrary;
  messages: MessageLog;
  life: MessageLife;
  people: People;
  window: ServiceWindow;
  subscriptions: Subscriptions;
  webhooks: Webhooks;
  timers: Timers;
  log: SandboxLog;
  now: () => number;
  /** The sandbox's own address, `http://host:port`. */
  url: () => string;
};
