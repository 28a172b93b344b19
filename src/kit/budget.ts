/** What one holder has of a budget. */
export interface Holding {
  /** Sets what it holds now. Where the budget is then over, others are cut off, oldest first; itself only last. */
  readonly hold: (amount: number) => void;
  /**
   * Sets its rank, and makes it the newest of that rank. A kept holding is cut off only where no stranger is left. Each
   * holding begins as a stranger.
   */
  readonly rank: (rank: 'stranger' | 'kept') => void;
  /** Gives everything back. Calling it again does nothing, and neither does `hold` afterwards. */
  readonly release: () => void;
}

/**
 * A bound on what all holders have together: bytes that are not whole yet, or open connections. Where it is full, the
 * oldest holding is cut off, so that a newcomer gets in (SAFETY.md N2).
 */
export interface Budget {
  /** A new holding, of nothing yet. `cutOff` is called at most once, after the holding was released. */
  readonly open: (cutOff: () => void) => Holding;
  /** What all holders have together. */
  readonly used: () => number;
}

type Rank = Parameters<Holding['rank']>[0];

interface Entry {
  amount: number;
  rank: Rank;
  isOpen: boolean;
  readonly cutOff: () => void;
}

/** A budget of `most` units. Each call costs the same, whatever the number of holders. */
export const makeBudget = (most: number): Budget => {
  // A set keeps the order in which its members came. Only those that hold something are in it.
  const holders: Record<Rank, Set<Entry>> = { stranger: new Set(), kept: new Set() };
  let used = 0;

  const set = (entry: Entry, amount: number): void => {
    used += amount - entry.amount;
    entry.amount = amount;
    if (amount > 0) holders[entry.rank].add(entry);
    else holders[entry.rank].delete(entry);
  };

  const release = (entry: Entry): void => {
    entry.isOpen = false;
    set(entry, 0);
  };

  /** The next to be cut off: the oldest of the lower rank, `asking` only if there is no other. */
  const next = (asking: Entry): Entry => {
    for (const line of [holders.stranger, holders.kept]) for (const entry of line) if (entry !== asking) return entry;
    return asking;
  };

  return {
    open: (cutOff) => {
      const entry: Entry = { amount: 0, rank: 'stranger', isOpen: true, cutOff };
      return {
        hold: (amount) => {
          if (!entry.isOpen) return;
          set(entry, amount);
          while (used > most && entry.isOpen) {
            const found = next(entry);
            release(found);
            found.cutOff();
          }
        },
        rank: (rank) => {
          holders[entry.rank].delete(entry);
          entry.rank = rank;
          set(entry, entry.amount);
        },
        release: () => release(entry),
      };
    },
    used: () => used,
  };
};
