import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type Task } from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../model/errors.js';
import { refOf } from '../../../model/message/opened-message.js';
import { type SendFailure } from '../../../model/message/send-outcome.js';
import { type Contact } from '../../../model/contact/contact.js';
import { SECOND } from '../../../model/time.js';
import { type Clock } from '../../../ports/clock.js';
import { type Messages, type Settled } from '../../../ports/messages.js';
import { type LearnFromPorts, learnFromReport } from '../../people/learn-from-report.js';
import { type Receipt } from '../call.js';
import { type Step, type With } from '../journey.js';
import { resultOf, sendFailed } from '../receipt.js';

interface SettlePorts extends LearnFromPorts {
  readonly messages: Pick<Messages, 'settle'>;
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
}

type Called = With<'caller' | 'contact' | 'message' | 'outcome'>;

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
    TE.tapTask(({ contact }) => learnRest(ports, journey, contact)),
    TE.chainEitherK(({ message }) => resultOf(message)),
  );

const recordOutcome =
  ({ messages, clock }: SettlePorts, { contact, message, outcome }: Called): TE.TaskEither<Unavailable, Settled> =>
  async () => {
    const giveUpAt = clock.elapsed() + SETTLE_FOR;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const settled = await messages.settle(refOf(message), outcome, contact)();
      if (E.isRight(settled) || clock.elapsed() + pause >= giveUpAt) return settled;
      await clock.sleep(pause)();
    }
  };

/** What fails here is learnt from the message's statuses: they show the same ids. */
const learnRest =
  (ports: SettlePorts, { caller, message, outcome }: Called, contact: Contact): Task<void> =>
  async () => {
    if (outcome._tag !== 'Accepted') return;
    try {
      await learnFromReport(ports, caller.account, { recipient: message.recipient, contact }, outcome)();
    } catch {
      // A damaged record of another contact is named where it is needed.
    }
  };

const unrecorded: SendFailure = {
  error: 'WhatsApp was called, but its answer could not be recorded; check what became of the message before a retry.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
