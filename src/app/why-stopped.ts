import { CorruptRecord } from '../adapters/stores/filesystem/lmdb/faults.js';
import { type TargetFault } from '../adapters/stores/migration.js';
import { DamagedMedia } from '../adapters/stores/shared/media/damaged-media.js';
import { Stopped } from '../kit/or-throw.js';

/** Why a move stopped, and what to do. Null: the error says it. */
export const whyStopped = (error: unknown): string | null => {
  if (error instanceof CorruptRecord)
    return `${error.message}; a move leaves nothing out: restore it from a backup, and run the command again.`;
  if (error instanceof DamagedMedia)
    return (
      `${error.message}; a move leaves nothing out: put the file back from a backup, or start the server and upload the file ` +
      'again, stop the server, and run the command again.'
    );
  if (!(error instanceof Stopped)) return null;
  const { _tag, target, reason, collection } = error.fault as Partial<Record<string, string>>;
  switch (_tag as TargetFault['_tag']) {
    case 'TargetSilent':
      return `${target} did not answer for a minute (${reason}); run the command again, and it goes on behind what arrived.`;
    case 'TargetRefuses':
      return `${target} refuses what it is sent (${reason}); mend that and run the command again, and it goes on behind what arrived.`;
    case 'TargetTaken':
      return `${target} holds other records in ${collection}; name a database that does not exist yet.`;
    default:
      return null;
  }
};
