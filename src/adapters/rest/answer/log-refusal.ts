import { type Logger } from 'pino';
import { type ApiError } from '../../../domain/model/errors.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';
import { type Exchange } from '../exchange/exchange.js';
import { statuses } from './statuses.js';

/** Keeps the cause of a refusal, which its caller is not told. */
export const logRefusal = (log: Logger, exchange: Exchange, error: ApiError): void => {
  if (!('cause' in error) || error.cause === undefined) return;
  const level = statuses[error._tag] >= 500 ? 'error' : 'info';
  log[level]({ request_id: exchange.requestId, refusal: error._tag, cause: describeCause(error.cause) }, 'refused');
};
