import type { Blob, BlobStore } from './blob-store.js';
import type { StatusError } from '../meta/graph-error.js';
import type { Person } from './people/people.js';

export type Status = 'sent' | 'delivered' | 'read' | 'played' | 'failed';

/**
 * What a message was sent to. `Known`: a person, with the number and the user id of that time. `byUserId`: whether the
 * sender gave the user id and no number. `Former`: a user id that is no longer in use.
 */
export type Addressee =
  | {
      readonly _tag: 'Known';
      readonly person: Person;
      readonly phone: string | undefined;
      readonly userId: string;
      readonly byUserId: boolean;
    }
  | { readonly _tag: 'Former'; readonly userId: string };

/** A message that the sandbox accepted, and what became of it. */
export type Message = {
  readonly wamid: string;
  readonly phoneNumberId: string;
  /** As the sender wrote it; null where the message went to a `recipient`. */
  readonly to: string | null;
  /** The recipient: the number's digits, or the user id where the sender gave no number. */
  readonly recipient: string;
  /** Undefined for a user id in `to`: such a message is not delivered. */
  readonly addressee: Addressee | undefined;
  readonly type: 'text' | 'image' | 'document' | 'video' | 'audio';
  readonly text: string | null;
  readonly caption: string | null;
  readonly name: string | null;
  readonly link: string | null;
  readonly mediaId: string | null;
  readonly voice: boolean;
  readonly opaque: string | undefined;
  readonly acceptedAt: Date;
  /** `lost`: it is not delivered, and no status comes. */
  state: 'accepted' | 'lost' | Status;
  mime: string | null;
  /** The file name of the part that was uploaded to `/media`. */
  readonly uploadName: string | null;
  blob: Blob | undefined;
  error: StatusError | undefined;
  statuses: { status: Status; at: Date }[];
};

/** The newest messages; the oldest leave when there are too many, and their bytes with them. */
export type MessageLog = {
  add(message: Message): void;
  /** Gives a message its bytes; the log releases them when the message leaves. */
  attach(message: Message, blob: Blob): void;
  get(wamid: string): Message | undefined;
  /** Newest first. */
  list(): Message[];
  clear(): void;
};

/** A log of at most `capacity` messages. */
export const makeMessageLog = (capacity: number, blobs: BlobStore): MessageLog => {
  const messages = new Map<string, Message>();
  const remove = (message: Message): void => {
    messages.delete(message.wamid);
    if (message.blob !== undefined) blobs.release(message.blob);
  };
  return {
    add: (message) => {
      messages.set(message.wamid, message);
      if (messages.size <= capacity) return;
      for (const oldest of messages.values()) {
        remove(oldest);
        return;
      }
    },
    attach: (message, blob) => {
      if (messages.has(message.wamid)) message.blob = blob;
      else blobs.release(blob);
    },
    get: (wamid) => messages.get(wamid),
    list: () => [...messages.values()].reverse(),
    clear: () => {
      for (const message of [...messages.values()]) remove(message);
    },
  };
};
