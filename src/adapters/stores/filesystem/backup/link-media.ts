import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../../../../kit/files/sync-folder.js';
import { isMissing } from '../../../../kit/system-error.js';
import { makeFolders, mediaPaths } from '../media/paths.js';
import { type CopiedMedia, type CopiedMediaList } from './copied-media.js';
import { type Link, linkOrCopy } from './link-or-copy.js';

/** Called with the progress: how many of the recorded files are done. */
export type Watch = (done: number, total: number) => void;

export interface LinkMedia {
  /** The files that a copy of the records names. */
  readonly list: CopiedMediaList;
  /** The folder whose `media` folder has them, and the folder whose `media` folder gets them. */
  readonly from: string;
  readonly to: string;
  /** Decides about a file, given its size; null if it is missing or no file. True: it is taken. May throw. */
  readonly judge: (media: CopiedMedia, path: string, sizeBytes: number | null) => Promise<boolean> | boolean;
  readonly watch: Watch;
  /** Throws if the work has to end. */
  readonly goOn: () => void;
  readonly link?: Link | undefined;
}

/** Links or copies media files, durably. Returns how many, and their bytes. */
export const linkMedia = async ({
  list,
  from,
  to,
  judge,
  watch,
  goOn,
  link,
}: LinkMedia): Promise<{ readonly files: number; readonly bytes: number }> => {
  const [sources, targets] = [mediaPaths(from), mediaPaths(to)];
  await makeFolders(targets);
  const used = new Set<string>();
  const sum = { files: 0, bytes: 0 };
  const take = async (media: CopiedMedia): Promise<void> => {
    const [source, target] = [sources.fileOf(media.id), targets.fileOf(media.id)];
    const sizeBytes = await sizeOf(source);
    if (!(await judge(media, source, sizeBytes))) return;
    await linkOrCopy(source, target, link);
    used.add(dirname(target));
    sum.files += 1;
    sum.bytes += sizeBytes ?? 0;
  };
  let done = 0;
  watch(done, list.count);
  for (const batch of list.batches()) {
    goOn();
    await allSettled(batch.map(take));
    done += batch.length;
    watch(done, list.count);
  }
  for (const folder of used) await syncFolder(folder);
  watch(list.count, list.count);
  return sum;
};

/** Waits for all of them, so that nothing is written any more once one has failed. Throws the first failure. */
const allSettled = async (work: readonly Promise<void>[]): Promise<void> => {
  await Promise.allSettled(work);
  await Promise.all(work);
};

const sizeOf = async (path: string): Promise<number | null> => {
  try {
    const stats = await lstat(path);
    return stats.isFile() ? stats.size : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};
