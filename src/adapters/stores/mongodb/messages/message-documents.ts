import { type Document } from 'mongodb';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { messageRecord } from '../../records/message.js';
import { type Database } from '../database/database.js';
import { documents, equal, type Documents, type Kept } from '../database/documents.js';

export type KeptMessage = Kept<Message>;

export const messageDocuments = (database: Database): Documents<Message> =>
  documents<Message>({ database, name: 'messages', codec: messageRecord });

export const byRef = ({ accountId, id }: MessageRef) => equal({ accountId, id });

/**
 * What a message claims under the unique index: its key, or where it holds none, itself. An idempotency key cannot
 * be taken for the name of a message, whatever it reads.
 */
export const keyClaim = (key: string): string => `k:${key}`;
export const ownClaim = (id: number): string => `m:${id}`;

/** What the document of a pending message holds besides: when its lease runs out. It goes with the state. */
const pendingUntil = ({ state, leaseUntil }: Message): Document => ({
  pendingUntil: state === 'pending' ? leaseUntil : undefined,
});

/** A new message's document besides its record. */
export const besideNew = (message: Message): Document => ({
  claim: message.key === null ? ownClaim(message.id) : keyClaim(message.key),
  ...pendingUntil(message),
});

/** What becomes of that when the message becomes another: a key that it gives up is free at the same moment. */
export const besideChanged = (before: Message, after: Message): Document => ({
  ...(before.key !== null && after.key === null ? { claim: ownClaim(after.id) } : {}),
  ...pendingUntil(after),
});
