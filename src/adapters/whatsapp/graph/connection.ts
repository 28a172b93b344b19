import { type Dispatcher } from 'undici';
import { type Clock } from '../../../domain/ports/clock.js';
import { type Time } from '../../../kit/time/timer.js';
import { type WhatsAppCredentials } from '../../../domain/model/account/account.js';
import { type Budget } from './budget.js';
import { type GraphBase } from './graph-paths.js';
import { type CallLog } from './log.js';

/** What every call to WhatsApp needs. */
export interface Connection {
  readonly pool: Dispatcher;
  readonly base: GraphBase;
  readonly budget: Budget;
  readonly clock: Clock;
  /** Measures limits and pauses, because the system clock may be set. */
  readonly time: Time;
  /** Aborted when no retry may begin any more. */
  readonly stopping: AbortSignal;
  /** Aborted when running calls must end. */
  readonly leaving: AbortSignal;
  readonly log: CallLog;
}

/** Whether a token can be sent in a header. With any other token no call is made. */
export const isSendableToken = (token: string): boolean => /^[\x21-\x7e]{1,4096}$/.test(token);

/** The headers that every call carries. */
export const commonHeaders = ({ accessToken }: WhatsAppCredentials): Record<string, string> => ({
  authorization: `Bearer ${accessToken}`,
  accept: 'application/json',
});
