import { type Document } from 'mongodb';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { isAwaited } from '../../../../domain/model/message/settled-message.js';
import { messageRecord } from '../../records/message.js';
import { type Database } from '../database/database.js';
import { documents, equal, type Documents, type Kept } from '../database/documents.js';

export type KeptMessage = Kept<Message>;

export const messageDocuments = (database: Database): Documents<Message> =>
  documents<Message>({ database, name: 'messages', codec: messageRecord });

export const byRef = ({ accountId, id }: MessageRef) => equal({ accountId, id });

/**
 * What a message claims in the unique index: its key or, without a key, its own name. The prefixes keep an idempotency
 * key from being taken for the name of a message.
 */
export const keyClaim = (key: string): string => `k:${key}`;
export const ownClaim = (id: number): string => `m:${id}`;

/**
 * An extra field in the document of a message whose outcome is awaited: when its lease expires. It is removed with the
 * outcome.
 */
const pendingUntil = (message: Message): Document => ({
  pendingUntil: isAwaited(message) ? message.leaseUntil : undefined,
});

/** An extra field in the document of an erased message. The index by file has such messages apart: they name no file. */
export const besideErased: Document = { erased: true };

/** The extra fields in the document of a new message. One that was moved here may have been erased before. */
export const besideNew = (message: Message): Document => ({
  claim: message.key === null ? ownClaim(message.id) : keyClaim(message.key),
  ...(message.mediaUrl === null ? besideErased : {}),
  ...pendingUntil(message),
});

/** The changes of these fields when a message changes. A key that it gives up is free in the same write. */
export const besideChanged = (before: Message, after: Message): Document => ({
  ...(before.key !== null && after.key === null ? { claim: ownClaim(after.id) } : {}),
  ...(before.mediaUrl !== null && after.mediaUrl === null ? besideErased : {}),
  ...pendingUntil(after),
});
