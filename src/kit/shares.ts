/** What one holder has of its owner's share. */
export interface ShareHolding {
  /**
   * Sets what it holds now. Returns whether it may take more. If not, `goOn` is called once it may; the holder of an
   * owner that has held longest always may, so that it can end.
   */
  readonly hold: (amount: number) => boolean;
  readonly release: () => void;
}

/** Shares of something bounded: no owner takes more than `most`, and its holders wait beyond it (SAFETY.md N2). */
export interface Shares<Owner> {
  readonly open: (owner: Owner, goOn: () => void) => ShareHolding;
}

interface Entry {
  amount: number;
  isWaiting: boolean;
  readonly goOn: () => void;
}

interface Share {
  used: number;
  /** Those that hold something, the longest first. */
  readonly holders: Set<Entry>;
}

export const makeShares = <Owner>(most: number): Shares<Owner> => {
  const shares = new Map<Owner, Share>();

  const shareOf = (owner: Owner): Share => {
    const share = shares.get(owner) ?? { used: 0, holders: new Set() };
    shares.set(owner, share);
    return share;
  };

  const set = (owner: Owner, entry: Entry, amount: number): Share => {
    const share = shareOf(owner);
    share.used += amount - entry.amount;
    entry.amount = amount;
    if (amount > 0) share.holders.add(entry);
    else share.holders.delete(entry);
    if (share.holders.size === 0) shares.delete(owner);
    return share;
  };

  const isFirst = ({ holders }: Share, entry: Entry): boolean => {
    const [first] = holders;
    return first === entry;
  };

  const wake = (share: Share): void => {
    for (const entry of share.holders) {
      if (entry.isWaiting && (share.used <= most || isFirst(share, entry))) {
        entry.isWaiting = false;
        entry.goOn();
      }
      if (share.used > most) return;
    }
  };

  return {
    open: (owner, goOn) => {
      const entry: Entry = { amount: 0, isWaiting: false, goOn };
      const change = (amount: number): boolean => {
        const isLess = amount < entry.amount;
        const share = set(owner, entry, amount);
        if (isLess) wake(share);
        entry.isWaiting = amount > 0 && share.used > most && !isFirst(share, entry);
        return !entry.isWaiting;
      };
      return { hold: change, release: () => void change(0) };
    },
  };
};
