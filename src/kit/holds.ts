/** What running work holds on to: others pass it by until every hold is let go. */
export interface Holds<Id extends string> {
  /** Takes a hold; what it answers lets go of it, once however often it is called. */
  readonly take: (id: Id) => () => void;
  readonly has: (id: Id) => boolean;
}

export const makeHolds = <Id extends string>(): Holds<Id> => {
  const counts = new Map<Id, number>();
  return {
    take: (id) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        const left = (counts.get(id) ?? 1) - 1;
        if (left > 0) counts.set(id, left);
        else counts.delete(id);
      };
    },
    has: (id) => counts.has(id),
  };
};
