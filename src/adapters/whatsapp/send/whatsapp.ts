import * as E from 'fp-ts/lib/Either.js';
import { setMaxListeners } from 'node:events';
import { Pool } from 'undici';
import { type SendOutcome } from '../../../domain/model/message/send-outcome.js';
import { type Clock } from '../../../domain/ports/clock.js';
import { type UploadHandles } from '../../../domain/ports/upload-handles.js';
import { type SendOrder, type WhatsApp } from '../../../domain/ports/whatsapp.js';
import { realTime, type Time } from '../../../kit/time/timer.js';
import { type Budget, defaultBudget } from '../graph/budget.js';
import { type Connection, isSendableToken } from '../graph/connection.js';
import { badToken, notYet, unknown } from '../graph/failures.js';
import { type GraphError } from '../graph/graph-answer.js';
import { graphBase } from '../graph/graph-paths.js';
import { type CallLog, silentLog } from '../graph/log.js';
import { isUnknownUpload } from '../refusal-entry.js';
import { type MediaMode } from './media-mode.js';
import { renewing } from './renewing.js';
import { failedSend, givenUp, sendMessage, stopOf } from './send-message.js';
import { makeUploads, type Uploads } from './uploads.js';

export interface WhatsAppSettings {
  /** `https://graph.facebook.com`, or a stand-in's base URL. */
  readonly apiUrl: string;
  /** Like `v25.0`. */
  readonly apiVersion: string;
  readonly mode: MediaMode;
  readonly handles: UploadHandles;
  readonly clock: Clock;
  readonly time?: Time;
  /** Aborted when the service stops: no new retry begins. */
  readonly stopping: AbortSignal;
  /** Aborted when its grace is over: running calls end at once. */
  readonly leaving: AbortSignal;
  readonly budget?: Partial<Budget>;
  readonly log?: CallLog;
}

/** How long an idle connection is kept, in milliseconds, unless WhatsApp announces a shorter time. */
const KEEP_ALIVE_MS = 4_000;

/**
 * One pool of HTTP/1.1 connections to WhatsApp, one connection per running call. The sending lines limit the calls; a
 * limit here would let one account's slow calls delay another's. An idle connection is closed after a few seconds,
 * before the other side is likely to close it: a request that meets such a close would have an unknown outcome. TLS is
 * always verified, and proxies from environment variables are not used.
 */
const makePool = (origin: string, connectMs: number): Pool =>
  new Pool(origin, {
    connections: null,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    allowH2: false,
    connect: { timeout: connectMs, rejectUnauthorized: true },
  });

/**
 * Whether WhatsApp no longer knows the media of a message: 100 / 33, or the sentence of its parameter check with the
 * same meaning.
 */
const isUnknownMedia = (error: GraphError | null): boolean =>
  error !== null && ((error.code === 100 && error.subcode === 33) || isUnknownUpload(error));

const notAsked = notYet(
  'The store could not be read after the upload to WhatsApp. The message was not sent; send it again.',
);

const stopped = notYet('The service is stopping; the message was not sent and can be sent again.');

/** Sends with an uploaded file. A file that WhatsApp has dropped since its upload is uploaded once more. */
const sendUploaded = async (connection: Connection, uploads: Uploads, order: SendOrder): Promise<SendOutcome> => {
  const { time, budget } = connection;
  const pace = { everyMs: budget.renewEveryMs, timer: time.timer };
  const handle = await renewing(order.renew, pace, () => uploads.idOf(order));
  if (E.isLeft(handle)) return failedSend(connection, handle.left.failure, handle.left.subcode);

  const { id, isOld } = handle.right;
  if (!isOld) {
    const stop = await stopOf(order);
    if (stop !== null) return givenUp(connection, order, stop.failure ?? notAsked);
  }
  const begunAt = time.now();
  const first = await sendMessage(connection, order, { id }, budget.allTriesMs);
  if (!isOld || !isUnknownMedia(first.error)) return first.outcome;
  if (connection.stopping.aborted) return givenUp(connection, order, stopped);

  const remainingMs = budget.allTriesMs - (time.now() - begunAt);
  const renewed = await renewing(order.renew, pace, async () => {
    await order.renew().catch(() => undefined);
    return uploads.reupload(order, id);
  });
  if (E.isLeft(renewed)) return failedSend(connection, renewed.left.failure, renewed.left.subcode);
  const stop = await stopOf(order);
  if (stop !== null) return givenUp(connection, order, stop.failure ?? notAsked);
  return (await sendMessage(connection, order, { id: renewed.right.id }, remainingMs)).outcome;
};

/** The `WhatsApp` port over Meta's Cloud API. `close` ends running calls; nothing is sent after it. */
export const makeWhatsApp = (settings: WhatsAppSettings): WhatsApp & { readonly close: () => Promise<void> } => {
  const budget = { ...defaultBudget, ...settings.budget };
  const base = graphBase(settings.apiUrl, settings.apiVersion);
  const pool = makePool(base.origin, budget.connectMs);
  const closed = new AbortController();
  const leaving = AbortSignal.any([settings.leaving, closed.signal]);
  const stopping = AbortSignal.any([settings.stopping, leaving]);
  // Every running call listens to them.
  setMaxListeners(0, leaving, stopping);
  const connection: Connection = {
    pool,
    base,
    budget,
    clock: settings.clock,
    time: settings.time ?? realTime,
    stopping,
    leaving,
    log: settings.log ?? silentLog,
  };
  const uploads = makeUploads(connection, settings.handles);

  const send = async (order: SendOrder): Promise<SendOutcome> => {
    if (!isSendableToken(order.credentials.accessToken)) return failedSend(connection, badToken);
    if (settings.mode === 'upload' || order.media.mustUpload) return sendUploaded(connection, uploads, order);
    return (await sendMessage(connection, order, { link: order.media.url }, budget.allTriesMs)).outcome;
  };

  return {
    send: (order) => async () => {
      try {
        return await send(order);
      } catch (error) {
        // A defect of the service: the outcome is unknown.
        connection.log.error({ err: error, message: order.callbackData }, 'sending to WhatsApp failed in itself');
        return failedSend(connection, unknown('Something went wrong on our side'));
      }
    },
    close: async () => {
      closed.abort();
      await pool.destroy();
    },
  };
};
