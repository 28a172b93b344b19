import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { NO_PLACE } from '../../../../domain/model/event/event-id.js';
import { type Instant } from '../../../../domain/model/time.js';
import { endpointId, type EndpointId } from '../../../../domain/model/webhook/endpoint.js';
import { hmacSha256 } from '../../../../kit/crypto/hmac.js';
import { parseUrl } from '../../../../kit/parse-url.js';
import { type Note } from './step.js';

/** An account as it was stored while it had one webhook URL, to which nothing was ever sent. */
const formerAccount = t.type({
  mediaKey: t.string,
  sealed: t.boolean,
  webhook: t.union([t.type({ url: t.string, secret: t.string }), t.null]),
});
/** What was done twice, because the step was cut, has none any more. */
const upgradedAccount = t.partial({ webhook: t.undefined });

/** A disabled endpoint in the shape of format 9, whatever later versions make of it. */
export interface FormerEndpoint {
  readonly accountId: number;
  /** Always the same for an account, so that making it twice makes one. */
  readonly id: EndpointId;
  readonly record: Readonly<Record<string, unknown>>;
}

/**
 * The endpoint that a stored account's webhook URL becomes, which is disabled until somebody enables it; null if it has
 * none, or was upgraded already. Its secret stays sealed as it is. Left: the account is damaged.
 */
export const formerWebhookOf = (
  accountId: number,
  account: unknown,
  now: Instant,
): E.Either<string, FormerEndpoint | null> => {
  if (upgradedAccount.is(account)) return E.right(null);
  if (!formerAccount.is(account)) return E.left('its webhook');
  if (account.webhook === null) return E.right(null);
  const { url, secret } = account.webhook;
  const id = endpointId(hmacSha256(account.mediaKey, 'the former webhook'));
  const record = {
    ...{ accountId, id, url, events: null, description: null, disabled: { reason: 'by_hand', at: now } },
    ...{ failingSince: null, lastSuccessAt: null, secret, oldSecret: null, behind: NO_PLACE },
    ...{ createdAt: now, updatedAt: now, sealed: account.sealed },
  };
  return E.right({ accountId, id, record });
};

/** What the start says of it. A query may hold a secret. */
export const noteOf = ({ accountId, id, record }: FormerEndpoint): Note => {
  const url = parseUrl(String(record['url']));
  return {
    text: 'the webhook URL of this account is now a webhook endpoint, which is disabled until it is enabled',
    facts: { account: accountId, endpoint: id, url: url === null ? null : url.origin + url.pathname },
  };
};
