import { unavailable } from '../../../domain/model/errors.js';
import { SECOND } from '../../../domain/model/time.js';
import { withinTime } from '../../../kit/time/within-time.js';
import { answerJson } from '../answer/answer.js';
import { type HealthBody } from '../answer/api-types.js';
import { refuse } from '../answer/refuse.js';
import { type RestHandler } from '../exchange/context.js';

const OK: HealthBody = { status: 'ok' };

/** How long the stores may take to answer. */
const PATIENCE = 2 * SECOND;

/** `GET /healthz`: answers while the process lives. */
export const healthRoute: RestHandler = (ctx) => answerJson(ctx, 200, OK);

/** `GET /readyz`: whether requests can be served. Always 503 once the service stops. */
export const readyRoute =
  (ready: () => Promise<boolean>, isStopping: () => boolean): RestHandler =>
  async (ctx) => {
    if (!isStopping() && (await withinTime(isReady(ready), PATIENCE)) === true) return answerJson(ctx, 200, OK);
    refuse(ctx, unavailable(undefined));
  };

const isReady = (ready: () => Promise<boolean>): Promise<boolean> => ready().catch(() => false);
