import { dirname, join } from 'node:path';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { makeFolder } from '../../../../kit/files/make-folder.js';
import { syncFolder } from '../../../../kit/files/sync-folder.js';

/** The first characters that an id can have: each has a folder. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Where media lie: `media/staging/` for what arrives, `media/<first character of the id>/<id>` for what is published. */
export interface MediaPaths {
  readonly staging: string;
  readonly folders: readonly string[];
  readonly fileOf: (id: MediaId) => string;
}

export const mediaPaths = (dataDir: string): MediaPaths => {
  const root = join(dataDir, 'media');
  return {
    staging: join(root, 'staging'),
    folders: [...alphabet].map((first) => join(root, first)),
    fileOf: (id) => join(root, id.charAt(0), id),
  };
};

/**
 * Makes all folders, durably. Since every folder is there from the start, publishing never makes one: that would
 * cost a further fsync for nearly every file of a young store.
 */
export const makeFolders = async ({ staging, folders }: MediaPaths): Promise<void> => {
  for (const folder of [staging, ...folders]) await makeFolder(folder);
  await syncFolder(dirname(staging));
  await syncFolder(dirname(dirname(staging)));
};
