import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { setImmediate } from 'node:timers/promises';
import { type MediaId } from '../../../../../domain/model/media/media-id.js';
import { type MediaStorage } from '../../../../../domain/ports/media-storage.js';
import { newTally, readable, type SweepParts, takingAway, type Tally, tallied } from './taking-away.js';

/** Removes those of these files at once that no message names, as the sweep does later. */
export const makeRemoveUnnamed =
  (parts: SweepParts): MediaStorage['removeUnnamed'] =>
  (ids) =>
    tallied(() => removeNow(parts, ids));

/** Removes files that no message has named since a time, once their records say that none does. */
export const makeDropNamed =
  (parts: SweepParts): MediaStorage['dropNamedBefore'] =>
  (before) =>
    pipe(
      parts.records.unnameBefore(before),
      TE.chain(({ items, damaged }) =>
        pipe(
          makeRemoveUnnamed(parts)(items),
          TE.map((round) => ({ ...round, damaged: [...damaged, ...round.damaged] })),
        ),
      ),
    );

const removeNow = async (parts: SweepParts, ids: readonly MediaId[]): Promise<Tally> => {
  const tally = newTally();
  const { records } = parts;
  await records.settled();
  for (let left = ids; left.length > 0 && !records.inBackup();) {
    const taking = takingAway(parts, tally);
    const next = left.findIndex((id) => {
      const record = readable(records, id, tally);
      if (record !== null && record !== 'damaged' && !record.named) taking.take([record.publishedAt, id], record);
      return taking.isFull();
    });
    left = next < 0 ? [] : left.slice(next + 1);
    await taking.done();
    await setImmediate();
  }
  return tally;
};
