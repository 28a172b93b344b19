import { type IncomingMessage, type ServerResponse } from 'node:http';
import { routeGraph } from './graph/graph-routes.js';
import { openExchange, sendError } from './http/exchange.js';
import { RequestCut } from './http/read-params.js';
import { refuseCaller } from './http/refuse-caller.js';
import { codedError } from './meta/graph-error.js';
import { routeOwn } from './page/own-routes.js';
import { type SandboxState } from './world/state.js';

/**
 * Answers every request: first the rule on who may call, then the sandbox's own routes, then the Graph API's.
 * @param names the sandbox's own names, in lower case
 */
export const handleWith =
  (state: SandboxState, names: readonly string[]) =>
  async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    res.on('error', () => undefined);
    req.on('error', () => undefined);
    const exchange = openExchange(req, res);
    if (exchange === undefined) {
      req.socket.destroy();
      return;
    }
    // For browsers too old to say where a request comes from: the answer is for the sandbox's own page.
    res.setHeader('cross-origin-resource-policy', 'same-origin');
    const refused = refuseCaller(exchange, names);
    if (refused !== undefined) return sendError(exchange, refused);
    try {
      if (!(await routeOwn(state, exchange))) await routeGraph(state, exchange);
    } catch (error) {
      if (error instanceof RequestCut) return;
      state.log.error({ err: error, method: exchange.method }, 'sandbox: a request failed');
      sendError(exchange, codedError(131000));
    }
  };
