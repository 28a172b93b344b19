import { type Message } from '../../../../domain/model/message/message.js';
import { type Database } from '../database/database.js';
import { equal } from '../database/documents.js';

/** Records WhatsApp's id of a message's contact. It writes nothing if the id is already recorded, or is null. */
export const recordWaId = async (
  database: Database,
  { accountId, contactId }: Pick<Message, 'accountId' | 'contactId'>,
  waId: string | null,
): Promise<void> => {
  if (waId === null) return;
  await database.within(
    database
      .collection('contacts')
      .updateOne(
        { ...equal({ accountId, id: contactId }), waId: { $ne: waId } },
        { $set: { waId }, $inc: { revision: 1 } },
      ),
  );
};
