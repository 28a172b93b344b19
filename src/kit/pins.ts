/** Ids that running work has pinned: whoever removes things passes them by until the last pin is released. */
export interface Pins<Id extends string> {
  /** Pins an id, any number of times. Answers what releases this pin; calling that again changes nothing. */
  readonly take: (id: Id) => () => void;
  readonly has: (id: Id) => boolean;
}

/** `freed` is called with each id whose last pin was just released. */
export const makePins = <Id extends string>(freed: (id: Id) => void = () => undefined): Pins<Id> => {
  const counts = new Map<Id, number>();
  return {
    take: (id) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      let isReleased = false;
      return () => {
        if (isReleased) return;
        isReleased = true;
        const left = (counts.get(id) ?? 1) - 1;
        if (left > 0) return void counts.set(id, left);
        counts.delete(id);
        freed(id);
      };
    },
    has: (id) => counts.has(id),
  };
};
