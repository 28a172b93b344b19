import * as t from 'io-ts';
import {
  type AccountHealth,
  type Health,
  type Problem,
  problemReasons,
  type RefusedSignatures,
} from '../../../domain/model/account/health.js';
import { type Fields, instant, literals, nullable, positive, strict } from './codecs.js';

const problem = strict<Problem>('problem', {
  reason: literals('reason', problemReasons),
  since: instant,
  code: nullable(t.number),
});

const kept: Fields<Health> = {
  problems: t.readonlyArray(problem),
  refusedSignatures: nullable(strict<RefusedSignatures>('refused signatures', { since: instant, count: positive })),
};

/** What an account keeps of its health. */
export const keptHealthRecord = strict<Health>('health', kept);

/** What an event shows of an account. */
export const healthRecord = strict<AccountHealth>('health', {
  ...kept,
  lastSentAt: nullable(instant),
  lastStatusAt: nullable(instant),
});
