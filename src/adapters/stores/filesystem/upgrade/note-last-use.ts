import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { noService } from '../../../../domain/model/service-time.js';
import { serviceRecord } from '../service-clock.js';
import { type Write } from '../lmdb/table.js';
import { eachRecord } from './each-record.js';
import { type FilesystemPart } from './upgrade.js';

/**
 * Notes when the store was last used: when its newest message was opened. So the first start after the upgrade notices
 * a clock that has jumped. The shape is that of format 2.
 */
export const noteLastUse: FilesystemPart = eachRecord<number>({
  name: 'last-message-ids',
  show: String,
  writes: ({ environment }) => {
    const service = serviceRecord(environment);
    const messages = environment.table<readonly [number, number], unknown>({
      name: 'messages',
      codec: t.unknown,
      show: () => '(a message)',
    });
    const seenAt =
      (instant: number): Write =>
      () => {
        if ((service.get().seenAt ?? 0) < instant) service.put({ ...noService, seenAt: instant })();
      };
    return (account, lastId) => {
      const last = typeof lastId === 'number' ? messages.get([account, lastId]) : undefined;
      return E.right(opened.is(last) ? [seenAt(last.createdAt)] : []);
    };
  },
});

const opened = t.type({ createdAt: t.number });
