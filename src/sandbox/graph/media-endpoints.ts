import { createHmac, timingSafeEqual } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { fateOf } from '../meta/behaviours.js';
import { type Exchange, sendError, sendJson } from '../http/exchange.js';
import { unknownObject } from '../meta/graph-error.js';
import type { Media } from '../world/media-library.js';
import { refusesFirst } from './misbehave.js';
import { sendBlob } from '../http/send-blob.js';
import type { SandboxState } from '../world/state.js';
import { readUpload } from './upload.js';

/** How long a download URL works. */
const URL_LIFETIME_S = 300;

/** The path of download URLs, as at Meta's. */
export const DOWNLOAD_PATH = '/whatsapp_business/attachments/';

/**
 * `POST /{phone-number-id}/media`. Has no recipient, so faults go by the last six digits of the phone number id:
 * those that come as an answer.
 */
export const uploadMedia = async (state: SandboxState, exchange: Exchange, phoneNumberId: string): Promise<void> => {
  const fate = fateOf(phoneNumberId);
  if (fate?._tag === 'Answer') return sendError(exchange, fate.error);
  if (fate?._tag === 'Behaviour' && refusesFirst(state, exchange, fate.behaviour, `${phoneNumberId}:media`)) return;
  const upload = await readUpload(exchange, state.blobs);
  if (E.isLeft(upload)) return sendError(exchange, upload.left);
  const media = state.media.add(phoneNumberId, upload.right);
  sendJson(exchange, 200, { id: media.id });
};

const find = (state: SandboxState, exchange: Exchange, id: string): Media | undefined => {
  const media = state.media.get(id, exchange.query.get('phone_number_id') ?? undefined);
  if (media === undefined) sendError(exchange, unknownObject(exchange.method, id));
  return media;
};

const hashOf = (state: SandboxState, id: string, expires: string): string =>
  createHmac('sha256', state.appSecret).update(`download:${id}:${expires}`).digest('base64url');

/** `GET /{media-id}`: what it is, and a URL of its bytes that works for five minutes, with the token. */
export const describeMedia = (state: SandboxState, exchange: Exchange, id: string): void => {
  const media = find(state, exchange, id);
  if (media === undefined) return;
  const expires = String(Math.floor(state.now() / 1000) + URL_LIFETIME_S);
  const query = new URLSearchParams({ mid: id, ext: expires, hash: hashOf(state, id, expires) });
  sendJson(exchange, 200, {
    url: `${state.url()}${DOWNLOAD_PATH}?${query.toString()}`,
    mime_type: media.type,
    sha256: media.blob.sha256,
    file_size: media.blob.size,
    id,
    messaging_product: 'whatsapp',
  });
};

/** `DELETE /{media-id}`. */
export const deleteMedia = (state: SandboxState, exchange: Exchange, id: string): void => {
  const media = find(state, exchange, id);
  if (media === undefined) return;
  state.media.remove(media);
  sendJson(exchange, 200, { success: true });
};

/** A download URL, as `GET /{media-id}` gave it; the token was judged before. */
export const downloadMedia = (state: SandboxState, exchange: Exchange): void => {
  const id = exchange.query.get('mid') ?? '';
  const expires = exchange.query.get('ext') ?? '';
  const expected = Buffer.from(hashOf(state, id, expires));
  const given = Buffer.from(exchange.query.get('hash') ?? '');
  const valid =
    given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) * 1000 > state.now();
  const media = valid ? state.media.get(id) : undefined;
  if (media === undefined) sendJson(exchange, 404, { error: 'URL signature expired or media unknown' });
  else sendBlob(state, exchange, { blob: media.blob, type: media.type, name: undefined });
};
