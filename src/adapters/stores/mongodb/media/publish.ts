import { type Collection, type ObjectId } from 'mongodb';
import { type Account } from '../../../../domain/model/account.js';
import { mediaIdOf } from '../../../../domain/model/media-id.js';
import { type ServedType } from '../../../../domain/model/media-rules.js';
import { type MediaId } from '../../../../domain/model/message.js';
import { type PublishedMedia } from '../../../../domain/ports/media-storage.js';
import { type Stored } from '../../../../domain/ports/store.js';
import { type Instant } from '../../../../domain/model/time.js';
import { hmacSha256 } from '../../../../kit/hmac.js';
import { type Pins } from '../../../../kit/pins.js';
import { type AnyDocument, type Database } from '../database/database.js';
import { isDuplicate, StoreFault } from '../database/faults.js';
import { storing } from '../database/storing.js';
import { type Staged } from './stage.js';
import { type Staging } from './staging.js';

export interface PublishParts {
  readonly database: Database;
  readonly media: Collection<AnyDocument>;
  readonly staging: Staging;
  readonly pins: Pins<MediaId>;
  readonly now: () => Instant;
  /** Files that were published here and are the store's own now. */
  readonly published: Set<string>;
}

/**
 * Publishes a staged file as the port says: one upsert, which makes the file the media's own unless it has one
 * already; who did not make it keeps its copy staged until that is discarded.
 */
export const makePublish =
  (parts: PublishParts) =>
  (staged: Staged, owner: Pick<Account, 'id' | 'mediaKey'>, type: ServedType): Stored<PublishedMedia> =>
    storing(async () => {
      const id = mediaIdOf(hmacSha256)(owner, staged.media.sha256, type);
      const release = parts.pins.take(id);
      try {
        if (parts.published.has(staged.file.toHexString())) await useAgain(parts, id);
        else await publish(parts, staged, id, owner, type);
        return { id, release };
      } catch (error) {
        release();
        throw error;
      }
    });

const publish = async (
  { database, media, staging, now, published }: PublishParts,
  { file, media: { sizeBytes, sha256 } }: Staged,
  id: MediaId,
  owner: Pick<Account, 'id'>,
  type: ServedType,
): Promise<void> => {
  // From here on the sweep leaves the file alone for ten minutes, and this takes seconds at most.
  if (!(await staging.renew(file))) throw new StoreFault('the staged file was given up');
  const made = { type, sizeBytes, sha256, accountId: owner.id, file, named: false, revision: 0 };
  const stored = await upsert(database, media, id, made, now());
  if (!file.equals(stored)) return;
  published.add(file.toHexString());
  if (await staging.end(file)) return;
  await database.within(media.deleteOne({ _id: { $eq: id }, file: { $eq: file } }));
  throw new StoreFault('the staged file was given up');
};

/** Answers which file the media has. */
const upsert = async (
  database: Database,
  media: Collection<AnyDocument>,
  id: MediaId,
  made: Readonly<Record<string, unknown>>,
  usedAt: Instant,
): Promise<ObjectId> => {
  try {
    const change = { $setOnInsert: made, $set: { usedAt } };
    const stored = await database.within(
      media.findOneAndUpdate({ _id: { $eq: id } }, change, { upsert: true, returnDocument: 'after' }),
    );
    return stored?.['file'] as ObjectId;
  } catch (error) {
    // Of two that publish the same at once, the second finds it made.
    if (isDuplicate(error)) return upsert(database, media, id, made, usedAt);
    throw error;
  }
};

/** The file is the media's own already: it is only used once more. */
const useAgain = async ({ database, media, now }: PublishParts, id: MediaId): Promise<void> => {
  const { matchedCount } = await database.within(media.updateOne({ _id: { $eq: id } }, { $set: { usedAt: now() } }));
  if (matchedCount === 0) throw new TypeError('this staged file was published under another id');
};
