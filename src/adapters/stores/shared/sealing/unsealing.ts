import { type Sealer, Unsealable } from '../../../../kit/crypto/sealer.js';

/** The errors of a store for secrets that cannot be unsealed. */
export interface UnsealFaults {
  /** Another process set a key meanwhile, and this process has none. It can unseal nothing. */
  readonly keyMissing: (cause: unknown) => Error;
  /** The secrets of this one record are damaged. */
  readonly damaged: (cause: unknown) => Error;
}

/** What `unseal` makes of sealed secrets. Throws one of `faults` if they cannot be unsealed. */
export const unsealing = <A>(sealer: Sealer, faults: UnsealFaults, unseal: () => A): A => {
  if (!sealer.sealing) throw faults.keyMissing('the secrets are sealed, and this process has no key');
  try {
    return unseal();
  } catch (cause) {
    throw cause instanceof Unsealable ? faults.damaged(cause) : cause;
  }
};
