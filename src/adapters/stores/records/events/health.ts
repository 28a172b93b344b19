import * as t from 'io-ts';
import {
  type AccountHealth,
  type Problem,
  problemReasons,
  type RefusedSignatures,
} from '../../../../domain/model/account/health.js';
import { instant, literals, nullable, positive, strict } from '../codecs.js';

const problem = strict<Problem>('problem', {
  reason: literals('reason', problemReasons),
  since: instant,
  code: nullable(t.number),
});

/** What an event shows of an account. */
export const healthRecord = strict<AccountHealth>('health', {
  problems: t.readonlyArray(problem),
  lastSentAt: nullable(instant),
  lastStatusAt: nullable(instant),
  refusedSignatures: nullable(strict<RefusedSignatures>('refused signatures', { since: instant, count: positive })),
});
