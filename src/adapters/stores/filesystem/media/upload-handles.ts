import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { readEach } from '../../shared/read-each.js';
import { sumRounds } from '../../shared/rounds.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { type UploadHandles } from '../../../../domain/ports/upload-handles.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type UploadHandle, uploadHandle, whatsappIdOf } from '../../records/upload-handle.js';
import { type Environment } from '../lmdb/environment.js';
import { type Table } from '../lmdb/table.js';

type HandleKey = readonly [media: string, phoneNumberId: string];
export const handleTable = (environment: Environment): Table<HandleKey, UploadHandle> =>
  environment.table<HandleKey, UploadHandle>({ name: 'upload-handles', codec: uploadHandle, show: () => '(a file)' });

export const filesystemUploadHandles = (environment: Environment): UploadHandles => {
  const handles = handleTable(environment);
  return {
    find: (media, phoneNumberId, now) =>
      environment.read(() => whatsappIdOf(O.fromNullable(handles.get([media, phoneNumberId])), now)),
    keep: (media, phoneNumberId, whatsappId, goodUntil) =>
      environment.write(() => ({
        answer: undefined,
        writes: [handles.put([media, phoneNumberId], { whatsappId, goodUntil })],
      })),
    forget: (media, phoneNumberId) =>
      environment.write(() => ({ answer: undefined, writes: [handles.remove([media, phoneNumberId])] })),
  };
};

/** How many handles are checked before other work gets its turn. */
const BATCH = 500;

/** Drops expired handles, a few at a time. Returns how many. */
export const dropOldHandles = (environment: Environment): ((now: Instant) => Stored<Round>) => {
  const handles = handleTable(environment);
  return (now) => async () => {
    const rounds: Round[] = [];
    for (let from: HandleKey | null = ['', '']; from !== null;) {
      const start: HandleKey = from;
      const batch = await environment.write(() => {
        const looked = handles.keys({ from: start, limit: BATCH });
        const isOld = (key: HandleKey): boolean => (handles.get(key)?.goodUntil ?? Infinity) <= now;
        const { items, damaged } = readEach(looked, (key) => (isOld(key) ? key : undefined), CorruptRecord);
        const last = looked.length < BATCH ? undefined : looked.at(-1);
        return {
          answer: { count: items.length, damaged, next: last === undefined ? null : behind(last) },
          writes: items.map(handles.remove),
        };
      })();
      if (E.isLeft(batch)) return batch;
      rounds.push(batch.right);
      from = batch.right.next;
    }
    return E.right(sumRounds(rounds));
  };
};

/** The smallest key that sorts after this one. */
const behind = ([media, phoneNumberId]: HandleKey): HandleKey => [media, `${phoneNumberId} `];
