import * as E from 'fp-ts/lib/Either.js';
import { type Conflict, type MessageNotFound } from '../../../../domain/model/errors.js';
import { type HandSettlement, settleable } from '../../../../domain/model/message/hand-settlement.js';
import { type SettledMessage } from '../../../../domain/model/message/message.js';
import { type MessageRef } from '../../../../domain/model/message/opened-message.js';
import { changeMessage, type MessageParts } from './change-message.js';
import { byRef } from './message-documents.js';

/** Settles a message by hand. If another writer changes it meanwhile, it is judged again. */
export const settleByHand = async (
  parts: MessageParts,
  ref: MessageRef,
  settlement: HandSettlement,
): Promise<E.Either<MessageNotFound | Conflict, SettledMessage>> => {
  const kept = await parts.messages.first(byRef(ref));
  if (kept === null) return E.left({ _tag: 'MessageNotFound' });
  const judged = settleable(kept.record);
  if (E.isLeft(judged)) return judged;
  const made = await changeMessage(parts, kept, { _tag: 'Settled', settlement });
  return made === null ? settleByHand(parts, ref, settlement) : E.right(made.after);
};
