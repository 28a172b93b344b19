import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../model/errors.js';
import { refOf } from '../../../model/message/opened-message.js';
import { type SendFailure } from '../../../model/message/send-outcome.js';
import { type SettledMessage } from '../../../model/message/message.js';
import { SECOND } from '../../../model/time.js';
import { type Clock } from '../../../ports/clock.js';
import { type Messages } from '../../../ports/messages.js';
import { type Receipt } from '../call.js';
import { type Step, type With } from '../journey.js';
import { resultOf, sendFailed } from '../receipt.js';

interface SettlePorts {
  readonly messages: Pick<Messages, 'settle'>;
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
}

type Called = With<'message' | 'outcome'>;

/** How long a write that fails after the send is retried, in milliseconds. */
const SETTLE_FOR = 10 * SECOND;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = SECOND;

/**
 * Records the outcome before it is answered. WhatsApp was called, so no answer may invite the caller to send the
 * message again. If the store stays down, the answer is therefore an unknown outcome.
 */
export const settle = (ports: SettlePorts, journey: Called): Step<Receipt> =>
  pipe(
    recordOutcome(ports, journey),
    TE.mapLeft(() => sendFailed(journey.message, unrecorded)),
    TE.chainEitherK(resultOf),
  );

const recordOutcome =
  ({ messages, clock }: SettlePorts, { message, outcome }: Called): TE.TaskEither<Unavailable, SettledMessage> =>
  async () => {
    const giveUpAt = clock.elapsed() + SETTLE_FOR;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const settled = await messages.settle(refOf(message), outcome)();
      if (E.isRight(settled) || clock.elapsed() + pause >= giveUpAt) return settled;
      await clock.sleep(pause)();
    }
  };

const unrecorded: SendFailure = {
  error: 'WhatsApp was called, but its answer could not be recorded; check what became of the message before a retry.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
