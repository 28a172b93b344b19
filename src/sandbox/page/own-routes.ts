import * as E from 'fp-ts/lib/Either.js';
import { type Exchange, sendJson, sendText } from '../http/exchange.js';
import { PAGE_PATH } from '../http/judge-caller.js';
import { receiveInbound } from './inbound.js';
import type { Message } from '../world/message-log.js';
import { page } from './page.js';
import { pageHeaders } from './page-style.js';
import { readParams } from '../http/read-params.js';
import { sendBlob } from '../http/send-blob.js';
import type { SandboxState } from '../world/state.js';

/** Where the bytes of a message lie, as a path of the sandbox; null where there are none. */
export const mediaPath = (message: Message): string | null =>
  message.blob === undefined || message.blob.gone
    ? null
    : `/sandbox/messages/${encodeURIComponent(message.wamid)}/media`;

/** A message as the JSON list shows it. */
const show = (message: Message): object => ({
  wamid: message.wamid,
  phone_number_id: message.phoneNumberId,
  to: message.to,
  recipient: message.recipient,
  type: message.type,
  mime: message.mime,
  caption: message.caption,
  name: message.name,
  text: message.text,
  state: message.state,
  error: message.error ?? null,
  biz_opaque_callback_data: message.opaque ?? null,
  link: message.link,
  media_id: message.mediaId,
  upload_name: message.uploadName,
  voice: message.voice,
  size: message.blob?.size ?? null,
  sha256: message.blob?.sha256 ?? null,
  media: mediaPath(message),
  accepted_at: message.acceptedAt.toISOString(),
  statuses: message.statuses.map(({ status, at }) => ({ status, at: at.toISOString() })),
});

const listMessages = (state: SandboxState, exchange: Exchange): void => {
  const recipient = exchange.query.get('recipient')?.replace(/\D/g, '');
  const opaque = exchange.query.get('biz_opaque_callback_data');
  const limit = Number(exchange.query.get('limit') ?? Infinity);
  const found = state.messages
    .list()
    .filter((message) => recipient === undefined || message.recipient === recipient)
    .filter((message) => opaque === null || message.opaque === opaque);
  sendJson(exchange, 200, { messages: found.slice(0, limit).map(show) });
};

const notFound = (exchange: Exchange): void => {
  sendJson(exchange, 404, { error: 'not found' });
};

const showMedia = (state: SandboxState, exchange: Exchange, encoded: string): void => {
  let wamid = '';
  try {
    wamid = decodeURIComponent(encoded);
  } catch {
    // An escape that is none names no message.
  }
  const message = state.messages.get(wamid);
  if (message?.blob === undefined) return notFound(exchange);
  sendBlob(state, exchange, {
    blob: message.blob,
    type: message.mime ?? 'application/octet-stream',
    name: message.name ?? undefined,
  });
};

const inbound = async (state: SandboxState, exchange: Exchange): Promise<void> => {
  const params = await readParams(exchange);
  if (E.isLeft(params)) return sendJson(exchange, 400, { error: params.left.details ?? params.left.message });
  const received = receiveInbound(state, params.right);
  if (E.isLeft(received)) return sendJson(exchange, 400, { error: received.left });
  const isForm = exchange.req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (isForm) exchange.res.setHeader('location', PAGE_PATH);
  sendJson(exchange, isForm ? 303 : 200, received.right);
};

/**
 * Routes what is the sandbox's own, beside the Graph API: the page, the list, the media of a message, inbound texts.
 * @returns false where the path is none of these
 */
export const routeOwn = async (state: SandboxState, exchange: Exchange): Promise<boolean> => {
  const { method, path } = exchange;
  const reads = method === 'GET' || method === 'HEAD';
  if (path === PAGE_PATH && reads) {
    for (const [name, value] of Object.entries(pageHeaders)) exchange.res.setHeader(name, value);
    sendText(exchange, 200, 'text/html; charset=utf-8', page(state, mediaPath));
    return true;
  }
  if (!path.startsWith('/sandbox/')) return false;
  const media = /^\/sandbox\/messages\/([^/]+)\/media$/.exec(path)?.[1];
  if (media !== undefined && reads) showMedia(state, exchange, media);
  else if (path === '/sandbox/messages' && reads) listMessages(state, exchange);
  else if (path === '/sandbox/messages' && method === 'DELETE') {
    state.messages.clear();
    sendJson(exchange, 200, { success: true });
  } else if (path === '/sandbox/inbound' && method === 'POST') await inbound(state, exchange);
  else notFound(exchange);
  return true;
};
