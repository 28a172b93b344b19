import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeTempDir } from '../support/temp-dir.js';
import { builtService } from './server-process.js';

/** A copy of the build in a folder of its own, in which something may be broken. */
export interface BuildCopy {
  readonly dist: string;
  readonly remove: () => Promise<void>;
}

/** A change of one place in the built code. */
interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A way to build the service wrongly that a harness worth its name must notice. */
export interface BrokenBuild {
  readonly name: string;
  readonly patches: readonly Patch[];
}

export const brokenBuilds = {
  answersBeforeCommit: {
    name: 'answers before the outcome is on the disk',
    patches: [
      {
        file: 'domain/use-cases/send-media-message/sending/settle.js',
        from: 'const settled = await messages.settle(refOf(message), ended.outcome, contact, ended.entries)();',
        to: 'void messages.settle(refOf(message), ended.outcome, contact, ended.entries)(); const settled = E.right(settledMessage(message, ended.outcome));',
      },
      {
        file: 'domain/use-cases/send-media-message/sending/settle.js',
        from: 'import { refOf } from',
        to: "import { settledMessage } from '../../../model/message/settled-message.js';\nimport { refOf } from",
      },
    ],
  },
  sendsBeforeCommit: {
    name: 'calls WhatsApp before the record is on the disk',
    patches: [
      {
        file: 'adapters/stores/filesystem/messages/open-message.js',
        from: 'export const openMessage = (parts, draft, maximum, now) => parts.environment.writeEither(',
        to: 'export const openMessage = (parts, draft, maximum, now) => early(parts.environment)(',
      },
      {
        file: 'adapters/stores/filesystem/messages/open-message.js',
        from: 'export const openMessage',
        to:
          'const early = ({ writeEither }) => (decide) => () => new Promise((done, fail) => { writeEither(() => { const decided = decide(); ' +
          'done(E.isLeft(decided) ? decided : E.right(decided.right.answer)); return decided; })().then(done, fail); });\n' +
          'export const openMessage',
      },
    ],
  },
  noFolderSync: {
    name: 'does not sync the folder after the rename',
    patches: [
      {
        file: 'kit/files/sync-folder.js',
        from: 'handles.get(folder)?.sync() ?? syncFolder(folder)',
        to: 'Promise.resolve()',
      },
    ],
  },
  noDataSync: {
    name: 'renames a file whose bytes are not synced',
    patches: [
      { file: 'adapters/stores/filesystem/media/staging/staged-file.js', from: 'await handle.datasync();', to: '' },
    ],
  },
  leavesStaged: {
    name: 'leaves the staged file of an upload that broke off',
    patches: [
      {
        file: 'adapters/stores/filesystem/media/staging/staged-file.js',
        from: 'await removeName().catch(() => undefined);',
        to: '',
      },
    ],
  },
  repeatsUnknown: {
    name: 'lets a key be used again after a send whose outcome is unknown',
    patches: [
      {
        file: 'adapters/stores/filesystem/messages/open-message.js',
        from: 'message !== undefined && holdsKey(message, time)',
        to: "message !== undefined && message.state !== 'unconfirmed' && holdsKey(message, time)",
      },
    ],
  },
  forgetsEvents: {
    name: 'writes no event of a change of a message',
    patches: [
      {
        file: 'adapters/stores/filesystem/messages/message-writes.js',
        from: ', ...addEvents(tables, made.events)]',
        to: ']',
      },
    ],
  },
} satisfies Record<string, BrokenBuild>;

/** What the built code finds beside and above itself. */
const SURROUNDINGS = ['node_modules', 'package.json', 'proto', 'openapi'];

/** Copies the build; the copy does not change when the build does. */
export const copyBuild = async (broken?: BrokenBuild): Promise<BuildCopy> => {
  const folder = await makeTempDir();
  const root = dirname(builtService);
  const dist = join(folder.path, 'dist');
  await mkdir(dist);
  await cp(builtService, dist, { recursive: true });
  for (const name of SURROUNDINGS) await symlink(join(root, name), join(folder.path, name));
  for (const patch of broken?.patches ?? []) await apply(dist, patch);
  return { dist, remove: folder.remove };
};

/** A patch that finds nothing to change would make a sound build of a broken one, so it throws. */
const apply = async (dist: string, { file, from, to }: Patch): Promise<void> => {
  const path = join(dist, file);
  const text = await readFile(path, 'utf8');
  if (text.split(from).length !== 2) throw new Error(`${file} does not hold ${JSON.stringify(from)} once`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
};
