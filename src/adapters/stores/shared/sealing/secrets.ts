import { type Account } from '../../../../domain/model/account/account.js';
import { type AppSecret } from '../../../../domain/ports/accounts.js';
import { type Sealer } from '../../../../kit/crypto/sealer.js';
import { type StoredAccount, type StoredAppSecret } from '../../records/account.js';
import { unsealing, type UnsealFaults } from './unsealing.js';

/** The account with every secret passed through `change`. */
const withSecrets = (account: Account, change: (secret: string) => string): Account => {
  const orNot = (secret: string | null): string | null => (secret === null ? null : change(secret));
  const { whatsapp, consentKey } = account;
  return {
    ...account,
    consentKey: consentKey === '' ? '' : change(consentKey),
    whatsapp: {
      ...whatsapp,
      accessToken: orNot(whatsapp.accessToken),
      appSecret: orNot(whatsapp.appSecret),
      verifyToken: orNot(whatsapp.verifyToken),
    },
  };
};

/** An account as it is stored. */
export const sealAccount = (account: Account, { sealing, seal }: Sealer): StoredAccount => ({
  ...withSecrets(account, seal),
  webhook: null,
  sealed: sealing,
});

/** An account that is stored in the clear, as it is stored in a store with a key. It may not be upgraded yet. */
export const sealStored = (stored: StoredAccount, sealer: Sealer): StoredAccount => {
  const { webhook } = stored;
  return {
    ...sealAccount(stored, sealer),
    webhook: webhook === null ? null : { ...webhook, secret: sealer.seal(webhook.secret) },
  };
};

/** An account with unsealed secrets. Throws one of `faults` if they cannot be unsealed. */
export const unsealAccount = (
  { sealed, webhook: _former, ...account }: StoredAccount,
  sealer: Sealer,
  faults: UnsealFaults,
): Account => (sealed ? unsealing(sealer, faults, () => withSecrets(account, sealer.unseal)) : account);

/** The app secret of an account, unsealed. Throws one of `faults` if it cannot be unsealed. */
export const unsealAppSecret = (
  { id, sealed, whatsapp: { appSecret } }: StoredAppSecret,
  sealer: Sealer,
  faults: UnsealFaults,
): AppSecret => ({
  accountId: id,
  secret: sealed && appSecret !== null ? unsealing(sealer, faults, () => sealer.unseal(appSecret)) : appSecret,
});

/** Whether a stored account has a secret that another key sealed, or that is damaged. */
export const needsSealing = ({ whatsapp, consentKey, sealed }: StoredAccount, { sealedIt }: Sealer): boolean => {
  const secrets = [
    consentKey === '' ? null : consentKey,
    whatsapp.accessToken,
    whatsapp.appSecret,
    whatsapp.verifyToken,
  ];
  return !sealed || secrets.some((secret) => secret !== null && !sealedIt(secret));
};
