import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { type Consent } from '../../../../domain/model/contact/consent.js';
import { type PersonHash, personHashes } from '../../../../domain/model/contact/person-hash.js';
import { hmacSha256 } from '../../../../kit/crypto/hmac.js';

/** A contact as it was stored while its consent was kept with it. */
const formerContact = t.type({
  accountId: t.number,
  phone: t.string,
  waId: t.union([t.string, t.null]),
  optedOutAt: t.union([t.number, t.null]),
  consentAt: t.unknown,
});
const upgradedContact = t.type({ consentAt: t.undefined, optedOutAt: t.undefined });

/** What a contact of an older version holds of consent. */
export interface FormerConsent {
  readonly accountId: number;
  readonly consent: Consent;
  /** The hashes of all its ids. */
  readonly hashes: readonly PersonHash[];
}

/**
 * The consent that a stored contact holds; null if it holds none. Left: it is damaged, or the key of its account is. An
 * opt-out counts also where the time of the last word is missing or damaged: nobody would notice that it was lost.
 */
export const formerConsentOf = (
  contact: unknown,
  keyOf: (account: number) => E.Either<string, string>,
): E.Either<string, FormerConsent | null> => {
  // A try that was cut may have upgraded it already.
  if (upgradedContact.is(contact)) return E.right(null);
  if (!formerContact.is(contact)) return E.left('its consent');
  const { accountId, phone, waId, optedOutAt, consentAt } = contact;
  const saidAt = typeof consentAt === 'number' ? consentAt : optedOutAt;
  if (saidAt === null) return consentAt === null ? E.right(null) : E.left('its consent');
  return E.map((consentKey: string) => ({
    accountId,
    consent: { saidAt, optedOutAt },
    hashes: personHashes(hmacSha256, { consentKey }, { numbers: [phone, waId], userIds: [] }),
  }))(keyOf(accountId));
};
