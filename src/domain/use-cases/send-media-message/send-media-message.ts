import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { admit, type AdmitPorts, type Caller, stillAdmitted } from '../admit.js';
import { type SendMediaError } from '../../model/errors.js';
import { type Contact } from '../../model/contact.js';
import { type Clock } from '../../ports/clock.js';
import { type Contacts } from '../../ports/contacts.js';
import { type MediaConverter } from '../../ports/media-converter.js';
import { type MediaDownloader } from '../../ports/media-downloader.js';
import { type MediaInspector } from '../../ports/media-inspector.js';
import { type MediaStorage } from '../../ports/media-storage.js';
import { type Messages } from '../../ports/messages.js';
import { type SendingLine } from '../../ports/sending-line.js';
import { type WhatsApp } from '../../ports/whatsapp.js';
import { type Receipt, type SendMediaAnswer, type SendMediaCall, type SendMediaMessage } from './call.js';
import { deliver } from './call-whatsapp.js';
import { examine, type Examined } from './examine.js';
import { prepareMedia, type PreparedMedia } from './prepare-media.js';
import { openMessage, settleRecipient } from './open-message.js';
import { receive } from './receive.js';
import { type Outcome, replay } from './replay.js';
import { fingerprintOf, type SendMediaRequest } from './request.js';
import { openStaging, type Staging } from './cleanup.js';

export interface SendMediaPorts extends AdmitPorts {
  readonly contacts: Contacts;
  readonly messages: Messages;
  readonly media: MediaStorage;
  readonly inspector: MediaInspector;
  readonly converter: MediaConverter;
  readonly downloader: MediaDownloader;
  readonly line: SendingLine;
  readonly whatsapp: WhatsApp;
  readonly clock: Clock;
  /** The URL of a published file, its name as the last path part. */
  readonly mediaUrl: (id: string, name: string) => string;
}

type Step<A> = TE.TaskEither<SendMediaError, A>;

/** One request on its way through the steps. */
interface Journey {
  readonly caller: Caller;
  readonly request: SendMediaRequest;
  readonly fingerprint: string;
  readonly staging: Staging;
  readonly signal: AbortSignal;
}

/** Sends a media message: who may call, what comes in, what is judged, what is written, what is sent. */
export const makeSendMediaMessage =
  (ports: SendMediaPorts): SendMediaMessage =>
  async (call): Promise<SendMediaAnswer> => {
    const { rateLimit, result } = await admit(ports)(call.credentials, 'messages:send')();
    if (E.isLeft(result)) return { rateLimit, replayed: false, result };

    const staging = openStaging(ports.media);
    try {
      const outcome = await answer(ports)(result.right, call, staging)();
      return { rateLimit, ...E.getOrElseW(refusal)(outcome) };
    } finally {
      await staging.clear();
    }
  };

const answer =
  (ports: SendMediaPorts) =>
  (caller: Caller, call: SendMediaCall, staging: Staging): Step<Outcome> =>
    pipe(
      receive(staging)(call),
      TE.map((request) => ({
        caller,
        request,
        fingerprint: fingerprintOf(ports.digest, request),
        staging,
        signal: call.signal,
      })),
      TE.chain((journey) =>
        pipe(
          answerFromKey(ports)(journey),
          TE.chain(O.match(() => sendAnew(ports)(journey), TE.right<SendMediaError, Outcome>)),
        ),
      ),
    );

const sendAnew =
  (ports: SendMediaPorts) =>
  (journey: Journey): Step<Outcome> =>
    pipe(
      TE.Do,
      TE.bind('examined', () => examine(ports)(journey.caller.account, journey.request.fields)),
      TE.bind('media', () => mediaOf(ports)(journey)),
      TE.chain(({ examined, media }) => inLine(ports)(journey, commitAndSend(ports)(journey, examined, media))),
    );

/** What nobody may take back: from the contact on, everything is written down before the next step. */
const commitAndSend =
  (ports: SendMediaPorts) =>
  (journey: Journey, examined: Examined, media: PreparedMedia): Step<Outcome> =>
    pipe(
      stillAdmitted(ports)(journey.caller),
      TE.chain(() => stillThere(journey.signal)),
      TE.chain(() => settleRecipient(ports)(journey.caller.account, examined.recipient)),
      TE.chain((contact) => open(ports)(journey, contact, media)),
      TE.matchE(
        (fault) => (fault._tag === 'KeyTaken' ? answerOfWinner(ports)(journey) : TE.left(fault)),
        (message) => TE.map(firstAnswer)(deliver(ports)(message, examined.credentials, media)),
      ),
    );

const mediaOf =
  (ports: SendMediaPorts) =>
  ({ staging, caller, request, signal }: Journey): Step<PreparedMedia> =>
    prepareMedia(ports)(staging, caller.account.id, request, signal);

const open =
  (ports: SendMediaPorts) =>
  ({ caller, request, fingerprint }: Journey, contact: Contact, media: PreparedMedia) =>
    openMessage(ports)(caller.account, contact, request, media, fingerprint);

const answerFromKey =
  (ports: SendMediaPorts) =>
  ({ caller, request, fingerprint }: Journey) =>
    replay(ports)(caller.account.id, request.key, fingerprint);

/** Another request claimed our key between our look and our claim: its answer is ours, once it has one. */
const answerOfWinner =
  (ports: SendMediaPorts) =>
  (journey: Journey): Step<Outcome> =>
    pipe(
      answerFromKey(ports)(journey),
      TE.chain(TE.fromOption((): SendMediaError => ({ _tag: 'IdempotencyConflict' }))),
    );

/** Runs work in a place of the account's sending line, and leaves the place whatever comes. */
const inLine =
  (ports: SendMediaPorts) =>
  <A>({ caller, signal }: Journey, work: Step<A>): Step<A> =>
    pipe(
      ports.line.enter(caller.account.id, signal),
      TE.chainW((place) => () => work().finally(place.leave)),
    );

/** Nobody listens any more: the work ends here and leaves nothing behind. */
const stillThere = (signal: AbortSignal): Step<void> =>
  signal.aborted ? TE.left({ _tag: 'MalformedBody', message: 'The request was cancelled.' }) : TE.right(undefined);

const firstAnswer = (receipt: Receipt): Outcome => ({ replayed: false, result: E.right(receipt) });

const refusal = (error: SendMediaError): Outcome => ({ replayed: false, result: E.left(error) });
