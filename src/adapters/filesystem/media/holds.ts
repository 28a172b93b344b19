import { type IO } from 'fp-ts/lib/IO.js';
import { type MediaId } from '../../../domain/message.js';

/** The ids that running requests have published, or are about to: the sweep passes them by. */
export interface Holds {
  /** Takes a hold; what it answers lets go of it, once however often it is called. */
  readonly take: (id: MediaId) => IO<void>;
  readonly has: (id: MediaId) => boolean;
}

export const makeHolds = (): Holds => {
  const counts = new Map<MediaId, number>();
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
