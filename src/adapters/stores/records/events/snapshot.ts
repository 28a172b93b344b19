import * as t from 'io-ts';
import { type MessageSnapshot } from '../../../../domain/model/message/message-snapshot.js';
import { messageStates } from '../../../../domain/model/message/message-state.js';
import {
  chatMessageId,
  contactId,
  instant,
  literals,
  mediaType,
  nullable,
  phoneNumber,
  strict,
  userId,
} from '../codecs.js';
import { failureRecord } from '../failure.js';

/** What an event shows of a message. */
export const snapshotRecord = strict<MessageSnapshot>('message snapshot', {
  id: chatMessageId,
  contactId,
  phone: nullable(phoneNumber),
  userId: nullable(userId),
  mediaType,
  mediaUrl: nullable(t.string),
  caption: nullable(t.string),
  filename: nullable(t.string),
  reference: nullable(t.string),
  state: literals('message state', messageStates),
  wamid: nullable(t.string),
  createdAt: instant,
  sentAt: nullable(instant),
  deliveredAt: nullable(instant),
  readAt: nullable(instant),
  failedAt: nullable(instant),
  failure: nullable(failureRecord),
});
