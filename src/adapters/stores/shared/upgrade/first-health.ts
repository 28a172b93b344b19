import * as t from 'io-ts';
import { newHealth } from '../../../../domain/model/account/seen-health.js';
import { type Instant } from '../../../../domain/model/time.js';
import { keptHealthRecord } from '../../records/health.js';

const settings = t.type({
  phoneNumberId: t.union([t.string, t.null]),
  businessAccountId: t.union([t.string, t.null]),
  accessToken: t.union([t.string, t.null]),
  appSecret: t.union([t.string, t.null]),
  verifyToken: t.union([t.string, t.null]),
});

/** An account as it was stored while nothing was kept of its health. */
const formerAccount = t.intersection([t.partial({ health: t.undefined }), t.type({ whatsapp: settings })]);

/**
 * The health to store with an account that has none and is not configured: since when is not known, so it is since the
 * upgrade, and not since each time that somebody looks. Null where there is nothing to store.
 */
export const firstHealthOf = (account: unknown, now: Instant): unknown => {
  if (!formerAccount.is(account)) return null;
  const health = newHealth(account.whatsapp, now);
  return health.problems.length === 0 ? null : keptHealthRecord.encode(health);
};
