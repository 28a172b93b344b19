import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { type Task } from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Unavailable } from '../../../model/errors.js';
import { refOf } from '../../../model/message/opened-message.js';
import { type SendFailure } from '../../../model/message/send-outcome.js';
import { type SettledMessage } from '../../../model/message/message.js';
import { SECOND } from '../../../model/time.js';
import { UNDATED } from '../../../model/contact/shown-person.js';
import { type Clock } from '../../../ports/clock.js';
import { type Messages } from '../../../ports/messages.js';
import { type RecordHealth } from '../../account/record-health.js';
import { seenInOutcome } from '../../account/seen-in-messages.js';
import { learnFromReport } from '../../people/learn-from-report.js';
import { type LearnPorts } from '../../people/ports.js';
import { type Receipt } from '../call.js';
import { type Step, type With } from '../journey.js';
import { resultOf, sendFailed } from '../receipt.js';

interface SettlePorts extends LearnPorts {
  readonly recordHealth: RecordHealth;
  readonly messages: Pick<Messages, 'settle'>;
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'sleep'>;
}

type Called = With<'caller' | 'examined' | 'contact' | 'message' | 'ended'>;

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
    TE.fromTask(learnFromAnswer(ports, journey)),
    TE.chain(() => recordOutcome(ports, journey)),
    TE.chainFirstTaskK((settled) => learnHealth(ports, journey, settled)),
    TE.mapLeft(() => sendFailed(journey.message, unrecorded)),
    TE.chainEitherK(resultOf),
  );

const recordOutcome =
  ({ messages, clock }: SettlePorts, { contact, message, ended }: Called): TE.TaskEither<Unavailable, SettledMessage> =>
  async () => {
    const giveUpAt = clock.elapsed() + SETTLE_FOR;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      const settled = await messages.settle(refOf(message), ended.outcome, contact, ended.entries)();
      if (E.isRight(settled) || clock.elapsed() + pause >= giveUpAt) return settled;
      await clock.sleep(pause)();
    }
  };

/**
 * Mostly an answer shows nothing new, and nothing is done. If this fails, the contact still learns the ids with the
 * outcome, and an opt-out of the contact counts for them.
 */
const learnFromAnswer =
  (ports: SettlePorts, { caller, contact, message, ended: { outcome } }: Called): Task<void> =>
  async () => {
    if (outcome._tag !== 'Accepted') return;
    try {
      const sighting = { shown: outcome.shown, at: UNDATED };
      await learnFromReport(ports, caller.account, { recipient: message.recipient, contact }, sighting)();
    } catch {
      // A damaged record of another contact must not hide that the message was sent.
    }
  };

/** Mostly an answer says nothing new of the account, and nothing is done. */
const learnHealth = (
  { recordHealth }: SettlePorts,
  { caller, examined, ended: { outcome } }: Called,
  settled: SettledMessage,
): Task<boolean> => recordHealth(caller.account, seenInOutcome(examined.credentials, outcome, settled));

const unrecorded: SendFailure = {
  error: 'WhatsApp was called, but its answer could not be recorded; check what became of the message before a retry.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
