import { createHash } from 'node:crypto';
import * as O from 'fp-ts/lib/Option.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { type Message } from '../../src/domain/model/message/message.js';
import { type Messages } from '../../src/domain/ports/messages.js';
import { MINUTE } from '../../src/domain/model/time.js';
import { orThrow } from '../../src/kit/or-throw.js';

/** What lies in a store while no server runs on it. */
export interface Snapshot {
  readonly messages: readonly Message[];
  /** Of each file that a message names: the hex sha256 of its bytes, null where there is no such file. */
  readonly digests: ReadonlyMap<MediaId, string | null>;
}

/** A store in its place, as the harness starts servers on it and looks into it afterwards. */
export interface PlacedStore {
  /** What makes a server keep everything there. */
  readonly settings: Readonly<Record<string, string>>;
  /** Whether a server that starts is alone on it, so that what the one before left is settled and removed at once. */
  readonly forOneServer: boolean;
  /** Reads the messages of account 1 from an id on, with their files. */
  readonly inspect: (from?: number) => Promise<Snapshot>;
  /** Leaves a staged file that the sweep of the next start takes away last, where a sweep takes fresh ones at all. */
  readonly litter: () => Promise<void>;
  /** How many staged files there are. */
  readonly staged: () => Promise<number>;
  /** Sweeps and settles as if eleven minutes had passed; answers what no message names and is there still. */
  readonly leftOver: () => Promise<readonly string[]>;
  readonly remove: () => Promise<void>;
}

/** A kind of store. */
export interface StoreUnderTest {
  readonly name: 'files' | 'MongoDB';
  /** A new one, which may use a folder. */
  readonly place: (dataDir: string) => Promise<PlacedStore>;
}

/** The account that all calls of a stand are made in. */
export const ACCOUNT = 1 as AccountId;

export const later = (): number => Date.now() + 11 * MINUTE;

/** The messages with these ids, and what their files hold. */
export const snapshotOf = async (
  messages: Pick<Messages, 'byId'>,
  ids: AsyncIterable<number> | Iterable<number>,
  digestOf: (id: MediaId) => Promise<string | null>,
): Promise<Snapshot> => {
  const found: Message[] = [];
  const digests = new Map<MediaId, string | null>();
  for await (const id of ids) {
    const message = await orThrow(messages.byId(ACCOUNT, id as ChatMessageId));
    if (O.isNone(message)) break;
    found.push(message.value);
    const { mediaId } = message.value;
    if (!digests.has(mediaId)) digests.set(mediaId, await digestOf(mediaId));
  }
  return { messages: found, digests };
};

/** Lower-case hex of the bytes. */
export const sha256Of = async (bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
};
