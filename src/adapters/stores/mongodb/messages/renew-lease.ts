import { type Message, renewedMessage } from '../../../../domain/model/message/message.js';
import { type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Documents } from '../database/documents.js';
import { besideChanged, byRef } from './message-documents.js';

/** Renews the lease of a pending message. Its state does not change. Any other message stays as it is. */
export const renewLease = async (messages: Documents<Message>, ref: MessageRef, now: Instant): Promise<void> => {
  const kept = await messages.first(byRef(ref));
  if (kept?.record.state !== 'pending') return;
  const renewed = renewedMessage(kept.record, now);
  const isWritten = await messages.replace(kept, renewed, besideChanged(kept.record, renewed));
  if (!isWritten) await renewLease(messages, ref, now);
};
