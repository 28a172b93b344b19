import { ObjectId } from 'mongodb';
import { type Instant, MINUTE } from '../../../../domain/model/time.js';
import { counted } from '../database/answers.js';
import { type Database } from '../database/database.js';
import { unlessDuplicate } from '../database/documents.js';

/** How long a staging document is valid without renewal. */
export const ABANDONED_AFTER = 10 * MINUTE;
const RENEW_EVERY = MINUTE;

/**
 * The documents of the files that are arriving, on any node. Each is renewed while its upload lives. The sweep claims a
 * document that is no longer renewed, and then removes its file.
 */
export interface Staging {
  /** Begins a file. Its document is written before its first chunk. */
  readonly begin: () => Promise<ObjectId>;
  /** Renews the document, so that the sweep ignores the file for `ABANDONED_AFTER`. False: the sweep has claimed it. */
  readonly renew: (file: ObjectId) => Promise<boolean>;
  /** Ends a file's staging. False: the sweep has claimed it. */
  readonly end: (file: ObjectId) => Promise<boolean>;
  /** Gives a file that is no longer assigned to its media a claimed document, so that the sweep removes it. */
  readonly abandon: (file: ObjectId) => Promise<void>;
  /** Leaves a file to the sweep. */
  readonly leave: (file: ObjectId) => void;
  /** Whether an upload of this process owns the file. */
  readonly owns: (file: ObjectId) => boolean;
  /** Claims at most `limit` abandoned files, which can no longer be published then. */
  readonly claim: (limit: number) => Promise<readonly ObjectId[]>;
  /** Removes the document of a file that was claimed and removed. */
  readonly forget: (file: ObjectId) => Promise<void>;
  /** Which of these files have a staging document. */
  readonly among: (files: readonly ObjectId[]) => Promise<ReadonlySet<string>>;
  /** Renews nothing more. */
  readonly close: () => void;
}

export const mongodbStaging = (database: Database, now: () => Instant): Staging => {
  const collection = database.collection('staging');
  /** When each file of this process was begun. */
  const owned = new Map<string, Instant>();
  let timer: NodeJS.Timeout | null = null;

  /** A failed renewal is repeated in a minute. Only nine failures in a row lose a file. */
  const renewAll = async (): Promise<void> => {
    const at = now();
    const files = [...owned.keys()].map((hex) => new ObjectId(hex));
    await database.within(collection.updateMany({ _id: { $in: files }, claimed: false }, { $set: { renewedAt: at } }));
  };
  const own = (file: ObjectId): void => {
    owned.set(file.toHexString(), now());
    timer ??= setInterval(() => void renewAll().catch(() => undefined), RENEW_EVERY).unref();
  };
  const leave = (file: ObjectId): void => {
    owned.delete(file.toHexString());
    if (owned.size === 0) stopRenewing();
  };
  const stopRenewing = (): void => {
    if (timer !== null) clearInterval(timer);
    timer = null;
  };

  return {
    begin: async () => {
      const file = new ObjectId();
      own(file);
      try {
        await database.within(collection.insertOne({ _id: file, renewedAt: now(), claimed: false }));
        return file;
      } catch (error) {
        leave(file);
        throw error;
      }
    },
    renew: async (file) => {
      const begun = owned.get(file.toHexString()) ?? -Infinity;
      if (now() - begun < ABANDONED_AFTER / 2) return true;
      const mine = { _id: { $eq: file }, claimed: false };
      const renewal = collection.updateOne(mine, { $set: { renewedAt: now() } });
      return counted((await database.within(renewal)).matchedCount, 'update of staging') === 1;
    },
    end: async (file) => {
      leave(file);
      const ended = await database.within(collection.deleteOne({ _id: { $eq: file }, claimed: false }));
      return counted(ended.deletedCount, 'delete of staging') === 1;
    },
    abandon: async (file) => {
      await unlessDuplicate(database, collection.insertOne({ _id: file, renewedAt: 0, claimed: true }));
    },
    leave,
    owns: (file) => owned.has(file.toHexString()),
    claim: async (limit) => {
      const old = { renewedAt: { $lt: now() - ABANDONED_AFTER } };
      const found = await database.within(collection.find(old, { sort: { renewedAt: 1 }, limit }).toArray());
      const claimed: ObjectId[] = [];
      for (const { _id } of found) {
        if (!(_id instanceof ObjectId) || owned.has(String(_id))) continue;
        const { matchedCount } = await database.within(
          collection.updateOne({ ...old, _id }, { $set: { claimed: true } }),
        );
        if (counted(matchedCount, 'update of staging') === 1) claimed.push(_id);
      }
      return claimed;
    },
    forget: async (file) => {
      await database.within(collection.deleteOne({ _id: { $eq: file } }));
    },
    among: async (files) => {
      const found = await database.within(collection.find({ _id: { $in: [...files] } }).toArray());
      return new Set(found.map(({ _id }) => String(_id)));
    },
    close: stopRenewing,
  };
};
