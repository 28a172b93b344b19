import { stepsOf } from '../../shared/upgrade/formats.js';
import { fillGroups } from './fill-groups.js';
import { indexMessages } from './index-messages.js';
import { moveConsents } from './move-consents.js';
import { moveWebhooks } from './move-webhooks.js';
import { nameFiles } from './name-files.js';
import { noteLastUse } from './note-last-use.js';
import { orderByTime } from './order-by-time.js';
import { type FilesystemPart, type FilesystemStep } from './upgrade.js';

/** The parts of each step for a data folder. */
export const filesystemSteps: readonly FilesystemStep[] = stepsOf<FilesystemPart>({
  // Each opening builds the index if it is missing: see accounts/index-accounts.ts.
  'find accounts by business account and verify token': [],
  // Old messages have neither: see records/message-states.ts.
  'messages have a random mark and their minute of service': [noteLastUse],
  'keep what expires in the order of time': orderByTime,
  // Until a restore raises the ids of an account they are the ordinals: see contacts/contact-ids.ts.
  'contacts have an ordinal beside their id': [],
  'mark a store that moves to a database': [],
  'consent belongs to a person': moveConsents,
  // Old records lack the fields, and nothing finds them by a user id: see records/recipient.ts.
  'people may have a user id': [],
  'events and webhook endpoints': moveWebhooks,
  'messages are found by number, reference and file': indexMessages,
  'contacts are found by group': [fillGroups],
  'people can be erased': [nameFiles],
});
