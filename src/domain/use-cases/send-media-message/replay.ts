import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type SendMediaError } from '../../model/errors.js';
import { type Message } from '../../model/message/message.js';
import { hasResult } from '../../model/message/settled-message.js';
import { type Messages } from '../../ports/messages.js';
import { type Replayed, type Step, type With } from './journey.js';
import { resultOf } from './receipt.js';

export interface ReplayPorts {
  readonly messages: Pick<Messages, 'byKey'>;
}

/** Ends a journey if its idempotency key already has an answer. It goes on if the key is new, or there is none. */
export const replay = (
  { messages }: ReplayPorts,
  { caller, request, fingerprint }: With<'caller' | 'request' | 'fingerprint'>,
): Step<void> =>
  request.key === null
    ? TE.right(undefined)
    : pipe(
        messages.byKey(caller.account.id, request.key),
        TE.chainW(
          O.match(
            () => TE.right(undefined),
            (message) => TE.left(answerFrom(message, fingerprint)),
          ),
        ),
      );

const answerFrom = (message: Message, fingerprint: string): SendMediaError | Replayed => {
  if (message.fingerprint !== fingerprint) return { _tag: 'IdempotencyMismatch' };
  if (!hasResult(message)) return { _tag: 'IdempotencyConflict' };
  return { _tag: 'Replayed', result: resultOf(message) };
};
