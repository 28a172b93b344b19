import { refuseToken } from './access-token.js';
import { type Exchange, sendError } from '../http/exchange.js';
import { unknownObject, unknownPath } from '../meta/graph-error.js';
import { deleteMedia, describeMedia, DOWNLOAD_PATH, downloadMedia, uploadMedia } from './media-endpoints.js';
import { sendMessage } from './send-message.js';
import type { SandboxState } from '../world/state.js';
import { subscribedApps } from './subscribed-apps.js';

const digits = /^\d{1,32}$/;

/** Routes a call of the Graph API: the token first, then the object, then the edge. */
export const routeGraph = async (state: SandboxState, exchange: Exchange): Promise<void> => {
  const refused = refuseToken(exchange);
  if (refused !== undefined) return sendError(exchange, refused);
  const { method, path } = exchange;
  if (path === DOWNLOAD_PATH && method === 'GET') return downloadMedia(state, exchange);
  const [, id = '', edge, ...more] = path.split('/');
  if (more.length > 0 || id === '') return sendError(exchange, unknownPath(path));
  if (!digits.test(id)) return sendError(exchange, unknownObject(method, id.slice(0, 64)));
  if (edge === 'messages' && method === 'POST') return sendMessage(state, exchange, id);
  if (edge === 'media' && method === 'POST') return uploadMedia(state, exchange, id);
  if (edge === 'subscribed_apps' && /^(?:GET|POST|DELETE)$/.test(method)) return subscribedApps(state, exchange, id);
  if (edge === undefined && method === 'GET') return describeMedia(state, exchange, id);
  if (edge === undefined && method === 'DELETE') return deleteMedia(state, exchange, id);
  return sendError(exchange, edge === undefined ? unknownObject(method, id) : unknownPath(path));
};
