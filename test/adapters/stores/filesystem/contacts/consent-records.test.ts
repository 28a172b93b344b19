import * as t from 'io-ts';
import { filesystemConsents } from '../../../../../src/adapters/stores/filesystem/contacts/consent-records.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { consentRecordsContract } from '../../../../contracts/consent-records.js';
import { ACME, right } from '../../../../contracts/support.js';
import { openFresh, writesIn } from '../folder.js';

consentRecordsContract('LMDB', async () => {
  const { consents, environment, close } = await openFresh();
  const other = () => filesystemConsents(environment);
  const table = environment.table<Key, unknown>({ name: 'consents', codec: t.unknown, show: String });
  const before = new Map<string, unknown>();
  const put = (hash: string, record: unknown) =>
    right(environment.write(() => ({ answer: undefined, writes: [table.put([ACME, hash], record)] })));
  return {
    consents,
    elsewhere: other(),
    nodes: [consents, other(), other()],
    writes: writesIn(environment),
    damage: async (hash) => {
      before.set(hash, await right(environment.read(() => table.get([ACME, hash]))));
      await put(hash, { joinedWith: 'damaged' });
    },
    restore: (hash) => put(hash, before.get(hash)),
    close,
  };
});
