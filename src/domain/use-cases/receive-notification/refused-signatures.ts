import { type Task } from 'fp-ts/lib/Task.js';
import { type Account, type AccountId } from '../../model/account/account.js';
import { type Instant } from '../../model/time.js';
import { type NamedIds } from '../../ports/notifications.js';
import { type Clock } from '../../ports/clock.js';
import { type RecordHealth } from '../account/record-health.js';

export interface RefusedSignaturesPorts {
  readonly recordHealth: RecordHealth;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Counts the refused bodies that name accounts. Who sends them may be a stranger with a flood of them, so they are
 * counted in memory, for at most 100 accounts between two writes.
 */
export interface RefusedSignatures {
  /** Counts one body for each of these accounts. */
  readonly refused: (accounts: readonly Account[]) => void;
  /** A body was signed by the secret of this account: what is counted of it is void. */
  readonly right: (account: Account) => Task<unknown>;
  /** Writes what is counted. Call it at intervals of 15 to 60 s, and at the end. */
  readonly write: Task<void>;
}

interface Count {
  readonly account: Account;
  readonly since: Instant;
  readonly until: Instant;
  readonly count: number;
}

/** How many accounts are counted between two writes. A stranger can name them all. */
const MOST_ACCOUNTS = 100;

export const makeRefusedSignatures = ({ recordHealth, clock }: RefusedSignaturesPorts): RefusedSignatures => {
  let counts = new Map<AccountId, Count>();

  const add = ({ account, since, until, count }: Count): void => {
    const known = counts.get(account.id);
    if (known === undefined && counts.size >= MOST_ACCOUNTS) return;
    counts.set(account.id, {
      account,
      since: Math.min(known?.since ?? since, since),
      until: Math.max(known?.until ?? until, until),
      count: (known?.count ?? 0) + count,
    });
  };

  return {
    refused: (accounts) => {
      const now = clock.now();
      accounts.forEach((account) => add({ account, since: now, until: now, count: 1 }));
    },
    right: (account) => {
      counts.delete(account.id);
      return recordHealth(account, [{ _tag: 'SignatureRight' }]);
    },
    write: async () => {
      const gathered = [...counts.values()];
      counts = new Map();
      for (const one of gathered) {
        const { account, ...refused } = one;
        const isRecorded = await recordHealth(account, [{ _tag: 'SignaturesWrong', ...refused }])();
        if (!isRecorded) add(one);
      }
    },
  };
};

/**
 * The accounts that a body is meant for: those that have its phone numbers, else those of its business accounts, else
 * those of its marks. An account that had a number before is not meant.
 */
export const meantAccounts = (accounts: readonly Account[], names: NamedIds): readonly Account[] => {
  const byNumber = accounts.filter(({ whatsapp }) => isIn(names.phoneNumberIds, whatsapp.phoneNumberId));
  if (byNumber.length > 0) return byNumber;
  const byBusiness = accounts.filter(({ whatsapp }) => isIn(names.businessAccountIds, whatsapp.businessAccountId));
  return byBusiness.length > 0 ? byBusiness : accounts.filter(({ id }) => names.accountIds.includes(id));
};

const isIn = (ids: readonly string[], id: string | null): boolean => id !== null && ids.includes(id);
