import { withRestore } from '../../../../domain/model/service-time.js';
import { orThrow } from '../../../../kit/or-throw.js';
import { accountTables } from '../accounts/account-records.js';
import { tokenTables } from '../accounts/tokens.js';
import { raisedBy } from '../contacts/contact-ids.js';
import { contactTables } from '../contacts/contact-records.js';
import { type Environment } from '../lmdb/environment.js';
import { type Key, type Table, type Write } from '../lmdb/table.js';
import { messageTables } from '../messages/message-records.js';
import { serviceRecord } from '../service-clock.js';

/** How far the next id is above the highest in the backup: more than are assigned between a backup and its restore. */
const RAISED_BY = 1_000_000;

/**
 * Prepares restored records for service: what was assigned after the backup is unknown to them. The next ids are
 * `RAISED_BY` above the highest kept ones, and the keys that were live in the backup live on from now. Limits count as
 * in the backup.
 */
export const raiseIds = (environment: Environment): Promise<void> => {
  const { accounts, lastId } = accountTables(environment);
  const { lastNumbers } = tokenTables(environment);
  const { lastIds, lastPlaces } = messageTables(environment);
  const { counts, raises } = contactTables(environment);
  const service = serviceRecord(environment);

  const raise = <K extends Key, A extends number>(table: Table<K, A>, key: K): Write =>
    table.put(key, ((table.get(key) ?? 0) + RAISED_BY - 1) as A);

  return orThrow(
    environment.write(() => {
      const ids = accounts.keys({});
      return {
        answer: undefined,
        writes: [
          raise(lastId, 'account'),
          ...ids.flatMap((id) => [
            raise(lastIds, id),
            raise(lastPlaces, id),
            raise(lastNumbers, id),
            raises.put(id, raisedBy(raises.get(id) ?? [], counts.get(id) ?? 0, RAISED_BY - 1)),
          ]),
          service.put(withRestore(service.get())),
        ],
      };
    }),
  );
};
