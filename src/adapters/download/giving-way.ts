import { type AccountId } from '../../domain/model/account/account.js';
import { type DownloadLimits } from './limits.js';

/** A download that holds a place. */
export interface Holder {
  readonly account: AccountId;
  /** Bytes that came so far. */
  readonly received: number;
  /** Milliseconds that the other side has taken so far. */
  readonly waited: number;
}

type Limits = Pick<DownloadLimits, 'contestedRate' | 'contestedAfter'>;

/**
 * Which downloads end, because another account waits for their places (SAFETY R5): those under 64 KiB/s after 5 s, one
 * for each place that is wanted. The account with the most places gives first, of its downloads the slowest, and none
 * gives to an account that would then have more than itself.
 */
export const whoGivesWay = <H extends Holder>(
  holders: readonly H[],
  wanting: ReadonlyMap<AccountId, number>,
  limits: Limits,
): readonly H[] => {
  const places = new Map<AccountId, number>();
  const change = (account: AccountId, by: number): void => void places.set(account, placesOf(account) + by);
  const placesOf = (account: AccountId): number => places.get(account) ?? 0;
  for (const { account } of holders) change(account, 1);

  const giving: H[] = [];
  let slow = holders.filter((holder) => isSlow(holder, limits));
  for (const taker of takersOf(wanting)) {
    const giver = slow
      .filter(({ account }) => account !== taker && placesOf(account) > placesOf(taker))
      .sort((a, b) => placesOf(b.account) - placesOf(a.account) || rateOf(a) - rateOf(b))[0];
    if (giver === undefined) continue;
    giving.push(giver);
    slow = slow.filter((holder) => holder !== giver);
    change(giver.account, -1);
    change(taker, 1);
  }
  return giving;
};

/** One for each place wanted: everybody's first, then everybody's second, as the line serves them. */
const takersOf = (wanting: ReadonlyMap<AccountId, number>): readonly AccountId[] =>
  [...wanting]
    .flatMap(([account, count]) => Array.from({ length: count }, (_, round) => ({ account, round })))
    .sort((a, b) => a.round - b.round)
    .map(({ account }) => account);

const isSlow = (holder: Holder, { contestedRate, contestedAfter }: Limits): boolean =>
  holder.waited >= contestedAfter && rateOf(holder) < contestedRate;

/** Bytes a second. */
const rateOf = ({ received, waited }: Holder): number => (received / waited) * 1_000;
