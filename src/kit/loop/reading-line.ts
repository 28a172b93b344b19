/** Connections that are stopped, in the order in which they will be read again. */
export interface ReadingLine<A> {
  /** Those that were read in this turn go behind all that wait, and do not start together with them. */
  readonly add: (entry: A, wasRead: boolean) => void;
  /** Those that were read go behind the others. To be called where a turn ends without `take`. */
  readonly lineUp: () => void;
  /** Takes the first ones out, at most so many. The system would name those first that were read last. */
  readonly take: (most: number) => readonly A[];
  readonly leave: (entry: A) => void;
  readonly isEmpty: () => boolean;
}

export const makeReadingLine = <A>(): ReadingLine<A> => {
  // A set keeps the order in which its members came.
  const waiting = new Set<A>();
  const read = new Set<A>();

  const lineUp = (): void => {
    for (const entry of read) waiting.add(entry);
    read.clear();
  };

  return {
    add: (entry, wasRead) => void (wasRead ? read : waiting).add(entry),
    lineUp,
    take: (most) => {
      const first: A[] = [];
      for (const entry of waiting) {
        if (first.length >= most) break;
        first.push(entry);
        waiting.delete(entry);
      }
      lineUp();
      return first;
    },
    leave: (entry) => {
      waiting.delete(entry);
      read.delete(entry);
    },
    isEmpty: () => waiting.size + read.size === 0,
  };
};
