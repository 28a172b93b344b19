import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type SendMediaError } from '../../model/errors.js';
import { admit, stillAdmitted } from '../admit.js';
import { type Receipt, type SendMediaAnswer, type SendMediaMessage } from './call.js';
import { callWhatsApp } from './sending/call-whatsapp.js';
import { makeCleanup } from './cleanup.js';
import { examine } from './recipient/examine.js';
import { findOrCreateContact } from './recipient/find-or-create-contact.js';
import { fingerprintOf } from './request/fingerprint.js';
import { type Replayed, type Step, type With } from './journey.js';
import { openMessage } from './sending/open-message.js';
import { parse } from './request/parse.js';
import { type SendMediaPorts } from './ports.js';
import { prepareMedia } from './media/prepare-media.js';
import { publish } from './sending/publish.js';
import { receive } from './request/receive.js';
import { replay } from './replay.js';
import { settle } from './sending/settle.js';
import { stillWanted } from './sending/still-wanted.js';
import { takePlace } from './sending/take-place.js';

/** Sends a media message. A staged file that was not published is discarded at the end, in success and in failure. */
export const makeSendMediaMessage =
  (ports: SendMediaPorts): SendMediaMessage =>
  async (call) => {
    const { rateLimit, result } = await admit(ports, call.credentials, 'messages:send')();
    if (E.isLeft(result)) return { rateLimit, replayed: false, result };
    call.onAdmitted?.(result.right.account.id);

    const cleanup = makeCleanup();
    try {
      const ending = await send(ports, { call, caller: result.right, cleanup })();
      return { rateLimit, ...answerOf(ending) };
    } finally {
      await cleanup.run();
    }
  };

/**
 * The steps in their order. Up to the media they only read, so that a refused request leaves nothing behind. From the
 * contact on, each writes durably before the next begins. A token may be revoked while its request waits for a place,
 * so it is checked again after the wait.
 */
const send = (ports: SendMediaPorts, start: With<'call' | 'caller' | 'cleanup'>): Step<Receipt> =>
  pipe(
    TE.right(start),
    TE.bindW('received', (journey) => receive(ports, journey)),
    TE.bindW('request', (journey) => parse(journey)),
    TE.let('fingerprint', ({ request }) => fingerprintOf(ports.digest, request)),
    TE.tap((journey) => replay(ports, journey)),
    TE.bindW('examined', (journey) => examine(ports, journey)),
    TE.bindW('media', (journey) => prepareMedia(ports, journey)),
    TE.tap((journey) => takePlace(ports, journey)),
    TE.tap((journey) => stillAdmitted(ports, journey)),
    TE.tap((journey) => stillWanted(journey)),
    TE.bindW('contact', (journey) => findOrCreateContact(ports, journey)),
    TE.bindW('published', (journey) => publish(journey)),
    TE.bindW('message', (journey) => openMessage(ports, journey)),
    TE.bindW('ended', (journey) => callWhatsApp(ports, journey)),
    TE.chainW((journey) => settle(ports, journey)),
  );

type Answer = Omit<SendMediaAnswer, 'rateLimit'>;

const answerOf = E.match(
  (end: SendMediaError | Replayed): Answer =>
    end._tag === 'Replayed' ? { replayed: true, result: end.result } : { replayed: false, result: E.left(end) },
  (receipt: Receipt): Answer => ({ replayed: false, result: E.right(receipt) }),
);
