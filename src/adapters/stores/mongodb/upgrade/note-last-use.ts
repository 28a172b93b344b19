import { noService } from '../../../../domain/model/service-time.js';
import { documents } from '../database/documents.js';
import { SERVICE } from '../service-clock.js';
import { serviceTimeRecord } from '../../records/service-time.js';
import { type MongodbPart } from './upgrade.js';

/**
 * Notes when the store was last used: when its newest message was opened. So the first start after the upgrade notices
 * a clock that has jumped.
 */
export const noteLastUse: MongodbPart =
  ({ database }) =>
  async () => {
    const messages = database.collection('messages').find({}, { projection: { createdAt: 1 } });
    const [last] = await database.within(messages.sort({ _id: -1 }).limit(1).toArray());
    const seenAt: unknown = last?.['createdAt'];
    if (typeof seenAt === 'number') {
      // Another node may have noted it at the same time.
      const settings = documents({ database, name: 'settings', codec: serviceTimeRecord });
      await settings.insert({ ...noService, seenAt }, { _id: SERVICE });
    }
    return { after: null, count: 0, damaged: [] };
  };
