import { type Logger } from 'pino';
import { type ApiError } from '../../../domain/model/errors.js';
import { describeCause } from '../../../kit/logging/describe-cause.js';

/** Keeps the cause of a refusal, which its caller is not told. */
export const logRefusal = (log: Logger, requestId: string, error: ApiError): void => {
  if (!('cause' in error) || error.cause === undefined) return;
  const level = error._tag === 'Unavailable' ? 'error' : 'info';
  log[level]({ request_id: requestId, refusal: error._tag, cause: describeCause(error.cause) }, 'refused');
};
