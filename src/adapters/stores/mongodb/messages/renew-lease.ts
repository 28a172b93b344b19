import { type Message, renewedMessage } from '../../../../domain/model/message/message.js';
import { type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { isAwaited } from '../../../../domain/model/message/settled-message.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type Documents } from '../database/documents.js';
import { besideChanged, byRef } from './message-documents.js';

/** Renews the lease of a message whose outcome is awaited. Its state does not change. Any other stays as it is. */
export const renewLease = async (messages: Documents<Message>, ref: MessageRef, now: Instant): Promise<void> => {
  const kept = await messages.first(byRef(ref));
  if (kept === null || !isAwaited(kept.record)) return;
  const renewed = renewedMessage(kept.record, now);
  const isWritten = await messages.replace(kept, renewed, besideChanged(kept.record, renewed));
  if (!isWritten) await renewLease(messages, ref, now);
};
