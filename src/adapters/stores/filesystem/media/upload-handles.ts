import * as O from 'fp-ts/lib/Option.js';
import { type Round, type Stored } from '../../../../domain/ports/store.js';
import { type UploadHandles } from '../../../../domain/ports/upload-handles.js';
import { type Instant } from '../../../../domain/model/time.js';
import { type UploadHandle, uploadHandle, whatsappIdOf } from '../../records/upload-handle.js';
import { dropExpired } from '../lmdb/drop-expired.js';
import { type Environment } from '../lmdb/environment.js';
import { timedTable, type TimedTable } from '../lmdb/timed-table.js';

type HandleKey = readonly [media: string, phoneNumberId: string];
export const handleTable = (environment: Environment): TimedTable<HandleKey, UploadHandle> =>
  timedTable<HandleKey, UploadHandle>(environment, {
    name: 'upload-handles',
    order: 'upload-handles-by-expiry',
    codec: uploadHandle,
    show: () => '(a file)',
    timeOf: ({ goodUntil }) => goodUntil,
  });

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

/** Drops expired handles. Returns how many. */
export const dropOldHandles = (environment: Environment): ((now: Instant) => Stored<Round>) =>
  dropExpired(environment, handleTable(environment));
