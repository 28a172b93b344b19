import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isErasable, mustWait } from '../../../../domain/model/message/erased-message.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { type ErasedMessages } from '../../../../domain/ports/erasing.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { distinctDamages, readEach } from '../../shared/read-each.js';
import { type Decision } from '../lmdb/decision.js';
import { type Environment } from '../lmdb/environment.js';
import { CorruptRecord } from '../lmdb/faults.js';
import { PIECE, type Piece, walkUntil } from '../lmdb/slices.js';
import { type Write } from '../lmdb/table.js';
import { type MediaRecords } from '../media/media-records.js';
import { type IndexKey, keysUnder } from '../messages/message-index.js';
import { eraseMessage } from '../messages/message-writes.js';
import { type ServiceRecord } from '../service-clock.js';
import { type ErasingTables } from './erasing-tables.js';

/** What erasing messages changes: their tables, and the records of their files. */
export interface MessageParts {
  readonly tables: ErasingTables;
  readonly media: Pick<MediaRecords, 'unname'>;
  readonly service: Pick<ServiceRecord, 'get'>;
}

/** Where a walk through the messages of a contact is; null at its start. */
interface Place {
  readonly behind: IndexKey | null;
}

interface ErasedPiece extends ErasedMessages, Piece<Place> {}

/** Erases all messages of a contact that have settled. */
export const eraseMessages = (
  environment: Environment,
  parts: MessageParts,
  account: number,
  contact: number,
): Stored<ErasedMessages> =>
  pipe(
    walkUntil<Place, ErasedPiece>(
      environment,
      { behind: null },
      ({ behind }): Decision<ErasedPiece> => {
        const { tables } = parts;
        const keys = keysUnder(tables.index, account, ['contact', contact], behind, PIECE);
        const { items, damaged } = readEach(keys, (key) => tables.messages.get([account, key[4]]), CorruptRecord);
        const { writes, ...erased } = erasedAmong(parts, account, items);
        const last = keys.length < PIECE ? undefined : keys.at(-1);
        return { answer: { ...erased, damaged, next: last === undefined ? null : { behind: last } }, writes };
      },
      () => false,
    ),
    TE.map(sumErased),
  );

/** What all of these erasings did. */
export const sumErased = (all: readonly ErasedMessages[]): ErasedMessages => ({
  count: all.reduce((sum, { count }) => sum + count, 0),
  pending: all.reduce((sum, { pending }) => sum + pending, 0),
  unnamed: all.flatMap(({ unnamed }) => unnamed),
  damaged: distinctDamages(all.flatMap(({ damaged }) => damaged)),
});

interface ErasedAmong extends Omit<ErasedMessages, 'damaged'> {
  readonly writes: readonly Write[];
}

/** The writes that erase those of these messages that have settled, and take its name from each file that none names then. */
export const erasedAmong = (
  { tables, media, service }: MessageParts,
  account: number,
  messages: readonly Message[],
): ErasedAmong => {
  const time = service.get();
  const all = messages.flatMap((message) => {
    const writes = eraseMessage(tables, message, time);
    return writes.length === 0 ? [] : [{ message, writes }];
  });
  const changed = all.filter(({ message }) => isErasable(message));
  const ids = new Set(changed.map(({ message }) => message.id as number));
  const unnamed = [...new Set(changed.map(({ message }) => message.mediaId))].filter(
    (file) => !isNamedByOthers(tables, account, file, ids),
  );
  return {
    count: changed.length,
    pending: messages.filter((message) => mustWait(message, time)).length,
    unnamed,
    writes: [...all.flatMap(({ writes }) => writes), ...unnamed.flatMap(media.unname)],
  };
};

const isNamedByOthers = ({ index }: ErasingTables, account: number, file: MediaId, ids: ReadonlySet<number>): boolean =>
  keysUnder(index, account, ['media', file], null, ids.size + 1).some(([, , , , id]) => !ids.has(id));
