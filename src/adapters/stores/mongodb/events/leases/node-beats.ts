import { randomBytes } from 'node:crypto';
import { SECOND } from '../../../../../domain/model/time.js';
import { type Time } from '../../../../../kit/time/timer.js';
import { counted } from '../../database/answers.js';
import { type Database } from '../../database/database.js';
import { equal } from '../../database/documents.js';

/** How often a node shows that it lives, in milliseconds. */
export const BEAT = 5 * SECOND;
/** A node without a beat for this long is dead, in milliseconds of its observer's monotonic clock. */
export const DEAD_AFTER = 20 * SECOND;
/** A node that could not show that it lives for this long stops its work: before any other takes it for dead. */
export const WORKS_FOR = 15 * SECOND;

/** Name of the collection: a document for each node, whose `beat` the node counts up. */
export const NODES = 'nodes';

/** The beats of this node, and what it knows of the others. */
export interface NodeBeats {
  readonly name: string;
  /** Whether no other node can take this one for dead yet. */
  readonly isAlive: () => boolean;
  /**
   * Shows that this node lives. True if others may have taken it for dead since the last time, or it is the first time.
   * Throws `StoreFault`.
   */
  readonly show: () => Promise<boolean>;
  /** Looks at all nodes: those with a document, and these. Returns the dead ones. Throws `StoreFault`. */
  readonly look: (named: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Forgets nodes of which nothing is left. Throws `StoreFault`. */
  readonly forget: (names: readonly string[]) => Promise<void>;
}

/** How long the database may be silent, in milliseconds. No caller waits. */
const PATIENCE = 4_000;

export const nodeBeats = ({ collection, within }: Database, { now }: Time): NodeBeats => {
  const nodes = collection(NODES);
  const name = randomBytes(8).toString('hex');
  const seen = new Map<string, { readonly beat: unknown; readonly at: number }>();
  let shownAt = Number.NEGATIVE_INFINITY;
  const isAlive = (): boolean => now() - shownAt < WORKS_FOR;

  return {
    name,
    isAlive,
    show: async () => {
      const begun = now();
      const wasAlive = isAlive();
      const change = { $inc: { beat: 1 } };
      const { matchedCount } = await within(nodes.updateOne(equal({ _id: name }), change, { upsert: true }), PATIENCE);
      shownAt = begun;
      // Where its document was gone, another node has taken it for dead.
      return !wasAlive || counted(matchedCount, 'update of nodes') === 0;
    },
    look: async (named) => {
      const found = await within(nodes.find({}, { projection: { beat: 1 } }).toArray(), PATIENCE);
      const beats = new Map<string, unknown>([
        ...named.map((one) => [one, null] as const),
        ...found.map(({ _id, beat }) => [String(_id), beat as unknown] as const),
      ]);
      beats.delete(name);
      for (const one of seen.keys()) if (!beats.has(one)) seen.delete(one);
      for (const [one, beat] of beats) if (seen.get(one)?.beat !== beat) seen.set(one, { beat, at: now() });
      return new Set([...seen].flatMap(([one, { at }]) => (now() - at >= DEAD_AFTER ? [one] : [])));
    },
    forget: async (names) => {
      if (names.length > 0) await within(nodes.deleteMany({ _id: { $in: [...names] } }), PATIENCE);
    },
  };
};
