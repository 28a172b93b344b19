import { type AccountId } from '../../model/account/account.js';
import { accountOf, type Lane } from './lane.js';

/** The tries that may run at once in this process (SAFETY R5). */
export interface Places {
  /** Whether a try of this endpoint may begin, as far as all others go. */
  readonly hasOneFor: (lane: Lane) => boolean;
  readonly take: (lane: Lane) => void;
  readonly leave: (lane: Lane) => void;
  /** Whether endpoints may be waiting for the places of others. */
  readonly areScarce: () => boolean;
}

/**
 * No account has more than half of the places. The last quarter is for endpoints that have none, so that many that hang do
 * not delay the others.
 */
export const makePlaces = (inAll: number): Places => {
  let taken = 0;
  const byAccount = new Map<AccountId, number>();
  const count = (lane: Lane, by: 1 | -1): void => {
    const ofAccount = (byAccount.get(accountOf(lane)) ?? 0) + by;
    taken += by;
    lane.running += by;
    if (ofAccount === 0) byAccount.delete(accountOf(lane));
    else byAccount.set(accountOf(lane), ofAccount);
  };
  return {
    hasOneFor: (lane) =>
      taken < (lane.running === 0 ? inAll : inAll * 0.75) && (byAccount.get(accountOf(lane)) ?? 0) < inAll / 2,
    take: (lane) => count(lane, 1),
    leave: (lane) => count(lane, -1),
    areScarce: () => taken >= inAll / 2,
  };
};
