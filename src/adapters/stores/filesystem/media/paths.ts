import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type MediaId } from '../../../../domain/model/media/media-id.js';
import { makeFolder } from '../../../../kit/files/make-folder.js';
import { syncFolder } from '../../../../kit/files/sync-folder.js';

/** The possible first characters of an id. Each has a folder. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The paths of media: `media/staging/` for arriving files, `media/<first character of the id>/<id>` for published ones.
 */
export interface MediaPaths {
  readonly root: string;
  readonly staging: string;
  readonly folders: readonly string[];
  readonly fileOf: (id: MediaId) => string;
}

export const mediaPaths = (dataDir: string): MediaPaths => {
  const root = join(dataDir, 'media');
  return {
    root,
    staging: join(root, 'staging'),
    folders: [...alphabet].map((first) => join(root, first)),
    fileOf: (id) => join(root, id.charAt(0), id),
  };
};

/** The media cannot be kept. The process exits with this message, which names the folder. */
export class MediaUnusable extends Error {}

/**
 * Creates all folders, durably. Publishing therefore never creates one, which would cost another fsync for nearly every
 * file of a new store. `media` itself may be a link to another disk. Throws `MediaUnusable` if a folder in it is a link
 * or a file: the sweep removes what it finds there, and publishing renames from one folder into another.
 */
export const makeFolders = async ({ staging, folders }: MediaPaths): Promise<void> => {
  for (const folder of [staging, ...folders]) {
    await makeFolder(folder);
    if (!(await lstat(folder)).isDirectory())
      throw new MediaUnusable(`${folder} is not a folder of its own; remove it, or make ${dirname(staging)} the link`);
  }
  await syncFolder(dirname(staging));
  await syncFolder(dirname(dirname(staging)));
};
