/** Why a backup or a restore ends without a result. */
export type BackupFault =
  | { readonly _tag: 'FolderNotEmpty'; readonly folder: string }
  | { readonly _tag: 'FolderInDataDir'; readonly folder: string; readonly dataDir: string }
  /** The system does not let us write there: permissions, a full disk, no such device. */
  | { readonly _tag: 'NotWritten'; readonly folder: string; readonly cause: unknown }
  /** The system does not let us read a file of a backup. */
  | { readonly _tag: 'NotRead'; readonly file: string; readonly cause: unknown }
  | { readonly _tag: 'Interrupted'; readonly what: 'backup' | 'restore' }
  /** It has no manifest: it is something else, or a backup that was cut. */
  | { readonly _tag: 'NotABackup'; readonly folder: string; readonly manifest: string }
  /** A newer version wrote the backup. */
  | { readonly _tag: 'NewerBackup'; readonly manifest: string; readonly version: string }
  /** A file of the backup is not as it was written. */
  | { readonly _tag: 'BackupDamaged'; readonly file: string; readonly what: string }
  | { readonly _tag: 'DataDirNotEmpty'; readonly dataDir: string };

const sentence = (fault: BackupFault): string => {
  switch (fault._tag) {
    case 'FolderNotEmpty':
      return `${fault.folder} is not empty; name a folder that is empty or does not exist yet`;
    case 'FolderInDataDir':
      return `${fault.folder} is in DATA_DIR (${fault.dataDir}), and would be lost with it; name a folder elsewhere`;
    case 'NotWritten':
      return `${fault.folder} cannot be written: ${reasonOf(fault.cause)}; make room there, or name another folder`;
    case 'NotRead':
      return `${fault.file} cannot be read: ${reasonOf(fault.cause)}; check its permissions, or restore another backup`;
    case 'Interrupted':
      return `the ${fault.what} was interrupted, and what it had written is removed; run the command again`;
    case 'NotABackup':
      return `${fault.folder} is no finished backup: ${fault.manifest} is missing; name a folder that postcard backup has finished`;
    case 'NewerBackup':
      return `${fault.manifest} was written by version ${fault.version}, whose backups this version cannot read; use that version or a later one`;
    case 'BackupDamaged':
      return `${fault.file} ${fault.what}; restore another backup`;
    case 'DataDirNotEmpty':
      return `DATA_DIR: ${fault.dataDir} is not empty; name a folder that is empty or does not exist yet`;
  }
};

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** A backup or a restore that ends without a result. The message says why, and what to do. */
export class BackupStopped extends Error {
  readonly fault: BackupFault;
  constructor(fault: BackupFault) {
    super(sentence(fault));
    this.name = 'BackupStopped';
    this.fault = fault;
  }
}
