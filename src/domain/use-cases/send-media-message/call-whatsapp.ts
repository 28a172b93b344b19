import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type WhatsAppCredentials } from '../../model/account.js';
import { callbackDataOf } from '../../model/callback-data.js';
import { type SendMediaError, type Unavailable } from '../../model/errors.js';
import { type Message, refOf, type SendFailure, type SendOutcome } from '../../model/message.js';
import { type Clock } from '../../ports/clock.js';
import { type Messages } from '../../ports/messages.js';
import { type SendOrder, type WhatsApp } from '../../ports/whatsapp.js';
import { SECOND } from '../../model/time.js';
import { type Receipt } from './call.js';
import { type PreparedMedia } from './prepare-media.js';
import { resultOf, sendFailed } from './replay.js';

interface DeliverPorts {
  readonly whatsapp: WhatsApp;
  readonly messages: Pick<Messages, 'settle' | 'renew'>;
  readonly clock: Clock;
}

/** How long a store that fails after the send is asked again before the answer is given without it. */
const SETTLE_FOR = 10 * SECOND;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = SECOND;

/**
 * Sends an opened message and records its outcome, whoever still listens. From here on no answer may make a
 * caller send again what may have been sent.
 */
export const deliver =
  (ports: DeliverPorts) =>
  (message: Message, credentials: WhatsAppCredentials, media: PreparedMedia): TE.TaskEither<SendMediaError, Receipt> =>
    pipe(
      ports.whatsapp.send(orderOf(ports, message, credentials, media)),
      T.chain((outcome) =>
        pipe(
          settle(ports)(message, outcome),
          TE.matchE(
            () => TE.left(sendFailed(message, unrecorded)),
            (settled) => TE.fromEither(resultOf(settled)),
          ),
        ),
      ),
    );

const orderOf = (
  ports: DeliverPorts,
  message: Message,
  credentials: WhatsAppCredentials,
  { outgoing, name }: PreparedMedia,
): SendOrder => ({
  credentials,
  to: message.phone,
  mediaType: message.mediaType,
  media: {
    id: message.mediaId,
    url: message.mediaUrl,
    type: outgoing.type,
    sizeBytes: outgoing.staged.sizeBytes,
    bytes: outgoing.staged.bytes,
    mustUpload: outgoing.converted,
  },
  caption: message.caption,
  filename: message.mediaType === 'document' ? name : null,
  callbackData: callbackDataOf(message),
  renew: () => ports.messages.renew(refOf(message), ports.clock.now())(),
});

const settle =
  (ports: DeliverPorts) =>
  (message: Message, outcome: SendOutcome): TE.TaskEither<Unavailable, Message> => {
    const giveUpAt = ports.clock.now() + SETTLE_FOR;
    const attempt = (pause: number): TE.TaskEither<Unavailable, Message> =>
      pipe(
        ports.messages.settle(refOf(message), outcome),
        TE.orElse((fault) =>
          ports.clock.now() + pause >= giveUpAt
            ? TE.left(fault)
            : pipe(
                TE.fromTask(ports.clock.sleep(pause)),
                TE.chain(() => attempt(Math.min(pause * 2, LONGEST_PAUSE))),
              ),
        ),
      );
    return attempt(FIRST_PAUSE);
  };

const unrecorded: SendFailure = {
  error: 'WhatsApp was called, but what it answered could not be recorded; do not send again before checking.',
  outcome: 'unknown',
  retryable: false,
  whatsapp: null,
};
