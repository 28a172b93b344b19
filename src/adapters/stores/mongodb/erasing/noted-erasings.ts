import { type Erasure } from '../../../../domain/ports/erasing.js';
import { type Listing } from '../../../../domain/ports/store.js';
import { accountId, contactId, instant, strict } from '../../records/codecs.js';
import { readEach } from '../../shared/read-each.js';
import { type Database } from '../database/database.js';
import { documents, equal } from '../database/documents.js';
import { CorruptDocument } from '../database/faults.js';
import { PATIENCE } from '../database/deadline.js';

/** The note of an erasing: a field in the document of the contact, which goes when the erasing is not repeated any more. */
interface Note {
  readonly accountId: Erasure['accountId'];
  readonly id: Erasure['contactId'];
  readonly erasureNoted: Erasure['at'];
}

const noteRecord = strict<Note>('note of an erasing', { accountId, id: contactId, erasureNoted: instant });

/** The noted erasings, oldest first. */
export const notedErasings = async (database: Database): Promise<Listing<Erasure>> => {
  const fields = ['accountId', 'id', 'erasureNoted'];
  const notes = documents<Note>({ database, name: 'contacts', codec: noteRecord, fields });
  const found = await notes.found({ erasureNoted: { $gte: 0 } }, { erasureNoted: 1 });
  return readEach(
    found,
    (document): Erasure => {
      const { accountId: account, id, erasureNoted: at } = notes.decode(document).record;
      return { accountId: account, contactId: id, at };
    },
    CorruptDocument,
  );
};

/** Drops the note of an erasing. */
export const forgetErasing = async (
  { collection, within }: Database,
  { accountId: account, contactId: id, at }: Erasure,
): Promise<void> => {
  const note = equal({ accountId: account, id, erasureNoted: at });
  await within(collection('contacts').updateOne(note, { $unset: { erasureNoted: '' } }), PATIENCE);
};
