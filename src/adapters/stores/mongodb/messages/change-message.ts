import { type Message, type MessageRef } from '../../../../domain/model/message.js';
import { type Documents } from '../database/documents.js';
import { besideChanged, byRef, type KeptMessage } from './message-documents.js';

/**
 * Makes of a message what `change` says, in one atomic step: on what others changed meanwhile `change` is asked anew.
 * What it answers with the same message is no change. Null where there is no such message.
 */
export const changeMessage = async (
  messages: Documents<Message>,
  ref: MessageRef,
  change: (message: Message) => Message,
  known?: KeptMessage,
): Promise<{ readonly before: Message; readonly after: Message } | null> => {
  const kept = known ?? (await messages.first(byRef(ref)));
  if (kept === null) return null;
  const before = kept.record;
  const after = change(before);
  if (after === before || (await messages.replace(kept, after, besideChanged(before, after)))) return { before, after };
  return changeMessage(messages, ref, change);
};
