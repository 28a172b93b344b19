import { realpath } from 'node:fs/promises';
import * as t from 'io-ts';
import { dirname, join } from 'node:path';
import { inode, type Inode, inodeOf, isSameInode } from '../../../../kit/files/inode.js';
import { readOwnJson } from '../../../../kit/files/own-json.js';
import { writePrivateFile } from '../../../../kit/files/private-file.js';
import { dataFileOf } from '../lmdb/opening/open-checked.js';
import { MediaUnusable } from './paths.js';

/** Which folder of records the files belong to, as a file among them says. */
interface Owner {
  /** The folder of the files when this was written. A copy of it is another one. */
  readonly media: Inode;
  readonly records: Inode;
}

const owner: t.Type<Owner, unknown> = t.strict({ media: inode, records: inode });

/** The name of that file in the media folder. */
export const OWNER = 'store';

/**
 * Takes a media folder for the records of a data folder. A copy of a data folder whose `media` is a link leads to the
 * files of the original, and its sweep would remove what the original has published since. So it throws `MediaUnusable`
 * where the files are those that other records took. Files that were copied are taken over, and so are both together.
 */
export const takeMedia = async (root: string, dataDir: string): Promise<void> => {
  const records = await inodeOf(dirname(await realpath(dataFileOf(dataDir))));
  const media = await inodeOf(root);
  const file = join(root, OWNER);
  const found = await readOwnJson(file, owner);
  if (found !== null && isSameInode(found.media, media)) {
    if (isSameInode(found.records, records)) return;
    throw new MediaUnusable(
      `${root} holds the files of other records, which this store would delete: its records were copied or replaced, ` +
        `and these files were not (cp -a copies a link, cp -aL what it leads to); copy the files too, or delete ` +
        `${file} if no other store uses them`,
    );
  }
  // A full disk, for one: the next start tries again.
  await writePrivateFile(file, `${JSON.stringify(owner.encode({ media, records }))}\n`).catch(() => undefined);
};
