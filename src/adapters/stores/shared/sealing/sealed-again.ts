import { type Damaged } from '../../../../domain/ports/store.js';
import { type Log } from '../../../../kit/logging/log.js';

/** What a server has sealed again with its key. */
export interface SealedAgain {
  /** How many accounts. */
  readonly accounts: number;
  /** The accounts that no key opens. They stay as they are. */
  readonly damaged: readonly Damaged[];
}

export const nothingSealed: SealedAgain = { accounts: 0, damaged: [] };

export const reportSealed = ({ accounts }: SealedAgain, log: Pick<Log, 'info'>): void => {
  if (accounts > 0) log.info({ accounts }, 'the secrets of these accounts were encrypted again with ENCRYPTION_KEY');
};
