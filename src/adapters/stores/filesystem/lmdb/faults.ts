import { StoreFault } from '../../shared/store-fault.js';
import { type KeyFault, keySentence } from '../../shared/sealing/store-keys.js';
import { type FormatFault, formatSentence } from '../../shared/upgrade/standing.js';

/** Why the records cannot be used at all. */
export type RecordsFault =
  /** The file is something else, or its first pages are gone. */
  | { readonly _tag: 'NotRecords'; readonly file: string }
  /** Pages that the file's own index names are missing from its end. */
  | { readonly _tag: 'CutShort'; readonly file: string; readonly sizeBytes: number; readonly neededBytes: number }
  /** It is missing or holds nothing, and the files that it named are there. */
  | { readonly _tag: 'RecordsLost'; readonly file: string; readonly media: string }
  /** Its pages do not fit together: it was copied while a server wrote, or the disk damaged it. */
  | { readonly _tag: 'Damaged'; readonly file: string; readonly what: string }
  /** It is also in another folder, where a server took it: a hard link, or a mount of the file alone. */
  | { readonly _tag: 'HeldElsewhere'; readonly file: string }
  /** Its format is not one that can be worked on. */
  | { readonly _tag: 'FormatRefused'; readonly file: string; readonly fault: FormatFault }
  /** The secrets in it are sealed with another key, or with a second one. */
  | { readonly _tag: KeyFault; readonly file: string }
  /** A restore into this folder was cut. */
  | { readonly _tag: 'RestoreUnfinished'; readonly folder: string }
  /** This folder is a backup, not a store. */
  | { readonly _tag: 'IsBackup'; readonly folder: string }
  /** It is to be moved, and is not there. */
  /** Everything in it has moved into a database. `to` is its hosts and name. */
  | { readonly _tag: 'MovedAway'; readonly file: string; readonly to: string | null }
  /** Whether it has moved away cannot be read. */
  | { readonly _tag: 'MoveDamaged'; readonly file: string }
  /** The system does not let us open it: permissions, a full disk, no such device. */
  | { readonly _tag: 'OpenFailed'; readonly file: string; readonly cause: unknown };

const sentence = (fault: RecordsFault): string => {
  switch (fault._tag) {
    case 'NotRecords':
      return `${fault.file} is not a records file; restore it from a backup, or move it away to start empty`;
    case 'CutShort':
      return `${fault.file} is cut short: it has ${fault.sizeBytes} bytes and needs ${fault.neededBytes}; restore it from a backup`;
    case 'RecordsLost':
      return (
        `${fault.file} is missing or empty, and ${fault.media} holds files, which a server without their records would delete; ` +
        `put the records back, restore a backup, or move ${fault.media} away to start empty`
      );
    case 'Damaged':
      return `${fault.file} is damaged or a torn copy (${fault.what}); restore it from a backup made with postcard backup`;
    case 'HeldElsewhere':
      return `${fault.file} is the same file as one in another folder (a hard link, or a mount of the file alone), where a server was started on it; start it there, or replace this one by a copy`;
    case 'FormatRefused':
      return formatSentence(fault.file, fault.fault);
    case 'KeyMissing':
    case 'WrongKey':
    case 'SecondKeyMissing':
      return keySentence(fault._tag, fault.file);
    case 'RestoreUnfinished':
      return `DATA_DIR: a restore into ${fault.folder} is not finished; wait for it, or delete what is in the folder and run postcard restore again`;
    case 'IsBackup':
      return `DATA_DIR: ${fault.folder} is a backup; restore it into another folder with postcard restore`;
    case 'MovedAway':
      return movedAway(fault.file, fault.to);
    case 'MoveDamaged':
      return `${fault.file} has a damaged record of its move to a database; restore it from a backup`;
    case 'OpenFailed':
      return `${fault.file} cannot be opened: ${fault.cause instanceof Error ? fault.cause.message : String(fault.cause)}`;
  }
};

/** What to say of a store that has moved away. */
export const movedAway = (file: string, to: string | null): string =>
  `${file} is out of use: everything has moved to ${to ?? 'a database'}; set MONGODB_URL to that database`;

/** The records cannot be opened. The process exits with this message, which names the file. */
export class RecordsUnusable extends Error {
  readonly fault: RecordsFault;
  constructor(fault: RecordsFault) {
    super(sentence(fault));
    this.name = 'RecordsUnusable';
    this.fault = fault;
  }
}

/** A record that does not decode: a defect that fails the one request that needs it. */
export class CorruptRecord extends Error {
  readonly file: string;
  readonly kind: string;
  readonly key: string;
  constructor(file: string, kind: string, key: string, cause: unknown) {
    super(`${file}: the ${kind} record ${key} does not decode`, { cause });
    this.name = 'CorruptRecord';
    this.file = file;
    this.kind = kind;
    this.key = key;
  }
}

/** Turns an error of LMDB into a fault of the store. */
export const attempt = <A>(work: () => A): A => {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof StoreFault ? cause : new StoreFault(cause);
  }
};
