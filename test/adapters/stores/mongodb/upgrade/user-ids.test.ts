import { isRight } from 'fp-ts/lib/Either.js';
import { type Document } from 'mongodb';
import { pino } from 'pino';
import { placeOfConsent } from '../../../../../src/adapters/stores/mongodb/contacts/consent-documents.js';
import { openMongodbNode } from '../../../../../src/adapters/stores/mongodb/records.js';
import { NUMBERS_FORMAT, userIdsContract } from '../../../../contracts/upgrade/user-ids.js';
import { manualTimer } from '../../../../kit/time/manual-timer.js';
import { makeDatabase, withMongodb } from '../../../../support/mongodb/database.js';
import { patience } from '../fresh.js';

withMongodb(() => {
  describe('a database in which each person had a number', () => {
    userIdsContract(async ({ contacts, consents, messages }, isCut) => {
      const { url, db, drop } = await makeDatabase();
      const to = NUMBERS_FORMAT + 1;
      const upgrade = { part: 0, after: null, holder: null, beat: 3 };
      const insert = (name: string, documents: readonly Document[]) => db.collection(name).insertMany([...documents]);
      await insert('settings', [{ _id: 'format' as never, ...(isCut ? { number: to, upgrade } : { number: to - 1 }) }]);
      await insert(
        'contacts',
        contacts.map((one) => ({
          ...{ ...one, ordinal: one.id, revision: 0 },
          ...(isCut && one.id === 1 ? { userId: 'none:1', upgradedTo: to } : {}),
        })),
      );
      await insert(
        'consents',
        consents.map(({ hash, ...said }) => ({ ...placeOfConsent(1, hash), ...said, revision: 0 })),
      );
      await insert(
        'messages',
        messages.map((one) => ({ ...one, claim: `m:${one.id}`, revision: 0 })),
      );
      return {
        open: async () => {
          const upgrading = {
            log: pino({ level: 'silent' }),
            stopping: new AbortController().signal,
            time: manualTimer(),
          };
          const opened = await openMongodbNode({ url, encryptionKey: null, patience, time: manualTimer() }, upgrading);
          if (!isRight(opened)) throw new Error(opened.left._tag);
          return opened.right;
        },
        remove: drop,
      };
    });
  });
});
