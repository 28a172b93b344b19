import { type Message } from '../../../../domain/model/message/message.js';
import { refOf } from '../../../../domain/model/message/opened-message.js';
import { notOpened } from '../../shared/not-opened.js';
import { untilSettled } from '../../shared/until-settled.js';
import { changeByRef, type MessageParts } from './change-message.js';

/**
 * Handles an insert that got no answer: it may be done already, or later. Its caller got the answer that nothing was
 * sent, and the message is never sent. If it appears, it becomes `failed`, so that its key is free for the caller's
 * next try.
 */
export const giveUp = (parts: MessageParts, message: Message): void => {
  const change = notOpened(message);
  untilSettled(async () => (await changeByRef(parts, refOf(message), () => change)) !== null);
};
