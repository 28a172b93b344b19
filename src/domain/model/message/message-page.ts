import * as E from 'fp-ts/lib/Either.js';
import { type ContactId } from '../contact/contact.js';
import { type Rule } from '../field-rules.js';
import { type MediaType } from '../media/media-rules.js';
import { type ChatMessageId } from './opened-message.js';
import { type Message } from './message.js';
import { type MessageState } from './message-state.js';
import { type Instant } from '../time.js';

/** Which messages of an account are meant; null leaves a question open. */
export interface MessageFilter {
  readonly state: MessageState | null;
  readonly contactId: ContactId | null;
  readonly mediaType: MediaType | null;
  /** Of `createdAt`; included. */
  readonly since: Instant | null;
  /** Of `createdAt`; excluded. */
  readonly until: Instant | null;
}

/** The place of a message among all those of its account. */
export interface MessagePosition {
  readonly createdAt: Instant;
  readonly id: ChatMessageId;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  /** Behind what to go on; null where nothing follows. */
  readonly next: MessagePosition | null;
}

export const positionOf = ({ createdAt, id }: MessagePosition): MessagePosition => ({ createdAt, id });

/** Whether a message is one of those that are meant. */
export const fitsFilter = (
  { state, contactId, mediaType, since, until }: MessageFilter,
  message: Pick<Message, 'state' | 'contactId' | 'mediaType' | 'createdAt'>,
): boolean =>
  (state === null || message.state === state) &&
  (contactId === null || message.contactId === contactId) &&
  (mediaType === null || message.mediaType === mediaType) &&
  (since === null || message.createdAt >= since) &&
  (until === null || message.createdAt < until);

/** A position as callers carry it from page to page, without knowing what it says. */
export const cursorOf = ({ createdAt, id }: MessagePosition): string => `${createdAt.toString(36)}-${id.toString(36)}`;

/** Reads a cursor; only what `cursorOf` has written is one. */
export const parseCursor: Rule<MessagePosition> = (text) => {
  const [createdAt = Number.NaN, id = Number.NaN] = /^[0-9a-z]{1,11}-[0-9a-z]{1,11}$/.test(text)
    ? text.split('-').map((part) => parseInt(part, 36))
    : [];
  const position = { createdAt, id: id as ChatMessageId };
  return Number.isSafeInteger(createdAt) && Number.isSafeInteger(id) && id > 0 && cursorOf(position) === text
    ? E.right(position)
    : E.left('must be the next_cursor of an earlier answer');
};
