import * as E from 'fp-ts/lib/Either.js';
import { type Exchange, sendJson, sendText } from '../http/exchange.js';
import { PAGE_PATH } from '../http/judge-caller.js';
import { changePerson, showPerson } from './change-person.js';
import { receiveInbound } from './inbound.js';
import { listMessages, mediaPath } from './list-messages.js';
import { page } from './page.js';
import { pageHeaders } from './page-style.js';
import { type Params, readParams } from '../http/read-params.js';
import { sendBlob } from '../http/send-blob.js';
import type { SandboxState } from '../world/state.js';

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

/** Runs `act` with a caller's parameters. Answers 400 with its refusal, and returns undefined then. */
const granted = async <A>(
  state: SandboxState,
  exchange: Exchange,
  act: (state: SandboxState, params: Params) => E.Either<string, A>,
): Promise<A | undefined> => {
  const params = await readParams(exchange);
  const done = E.isLeft(params) ? E.left(params.left.details ?? params.left.message) : act(state, params.right);
  if (E.isRight(done)) return done.right;
  sendJson(exchange, 400, { error: done.left });
  return undefined;
};

const inbound = async (state: SandboxState, exchange: Exchange): Promise<void> => {
  const received = await granted(state, exchange, receiveInbound);
  if (received === undefined) return;
  const isForm = exchange.req.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (isForm) exchange.res.setHeader('location', PAGE_PATH);
  sendJson(exchange, isForm ? 303 : 200, received);
};

const people = async (state: SandboxState, exchange: Exchange): Promise<void> => {
  if (exchange.method !== 'POST') return sendJson(exchange, 200, { people: state.people.list().map(showPerson) });
  const changed = await granted(state, exchange, changePerson);
  if (changed !== undefined) sendJson(exchange, 200, changed);
};

/**
 * Routes what is the sandbox's own, beside the Graph API: the page, the list, the media of a message, inbound texts,
 * people.
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
  else if (path === '/sandbox/people' && (reads || method === 'POST')) await people(state, exchange);
  else notFound(exchange);
  return true;
};
