import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type UploadHandles } from '../../../../domain/ports/upload-handles.js';
import { type Instant } from '../../../../domain/model/time.js';
import { instant, record, text } from '../../records/codecs.js';
import { type Environment } from '../lmdb/environment.js';
import { type Table } from '../lmdb/table.js';

interface Handle {
  readonly whatsappId: string;
  readonly goodUntil: Instant;
}

type HandleKey = readonly [media: string, phoneNumberId: string];
const handle = record<Handle>('handle', { whatsappId: text, goodUntil: instant });

export const handleTable = (environment: Environment): Table<HandleKey, Handle> =>
  environment.table<HandleKey, Handle>({ name: 'upload-handles', codec: handle, show: () => '(a file)' });

export const filesystemUploadHandles = (environment: Environment): UploadHandles => {
  const handles = handleTable(environment);
  return {
    find: (media, phoneNumberId, now) =>
      environment.read(() => {
        const known = handles.get([media, phoneNumberId]);
        return known !== undefined && now < known.goodUntil ? O.some(known.whatsappId) : O.none;
      }),
    keep: (media, phoneNumberId, whatsappId, goodUntil) =>
      environment.write(() => ({
        answer: undefined,
        writes: [handles.put([media, phoneNumberId], { whatsappId, goodUntil })],
      })),
    forget: (media, phoneNumberId) =>
      environment.write(() => ({ answer: undefined, writes: [handles.remove([media, phoneNumberId])] })),
  };
};

/** How many handles are looked at before others get their turn. */
const BATCH = 500;

/** Drops the handles that are good no longer, a few at a time. Answers how many. */
export const dropOldHandles = (environment: Environment): ((now: Instant) => Stored<number>) => {
  const handles = handleTable(environment);
  return (now) => async () => {
    let dropped = 0;
    for (let from: HandleKey | null = ['', '']; from !== null;) {
      const start: HandleKey = from;
      const batch = await environment.write(() => {
        const looked = handles.entries({ from: start, limit: BATCH });
        const old = looked.filter(([, { goodUntil }]) => goodUntil <= now);
        const last = looked.length < BATCH ? undefined : looked.at(-1)?.[0];
        return {
          answer: { count: old.length, next: last === undefined ? null : behind(last) },
          writes: old.map(([key]) => handles.remove(key)),
        };
      })();
      if (E.isLeft(batch)) return batch;
      dropped += batch.right.count;
      from = batch.right.next;
    }
    return E.right(dropped);
  };
};

/** The least key that sorts behind this one. */
const behind = ([media, phoneNumberId]: HandleKey): HandleKey => [media, `${phoneNumberId} `];
