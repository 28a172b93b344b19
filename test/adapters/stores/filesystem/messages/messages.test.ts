import * as t from 'io-ts';
import { type Environment } from '../../../../../src/adapters/stores/filesystem/lmdb/environment.js';
import { type Key } from '../../../../../src/adapters/stores/filesystem/lmdb/table.js';
import { type TableName } from '../../../../../src/adapters/stores/filesystem/lmdb/table-names.js';
import { filesystemMessages } from '../../../../../src/adapters/stores/filesystem/messages/messages.js';
import { messagesContract } from '../../../../contracts/messages.js';
import { personLaw } from '../../../../contracts/person-law.js';
import { sendingContract } from '../../../../contracts/sending.js';
import { type Damage, SECRET_DAMAGE } from '../../../../contracts/messages/damage.js';
import { right } from '../../../../contracts/support.js';
import { openFresh, serveIn, writesIn } from '../folder.js';

/** Damages a field of a record through a table that takes whatever it holds. */
const damageIn = (environment: Environment): Damage => {
  const tableOf = (name: TableName) => environment.table<Key, unknown>({ name, codec: t.unknown, show: String });
  const [messages, contacts, early] = (['messages', 'contacts', 'early-reports'] as const).map(tableOf);
  const damage = (table: typeof messages, key: Key, field: string) =>
    right(
      environment.write(() => {
        const record = table?.get(key);
        if (table === undefined || typeof record !== 'object') throw new Error(`there is no record ${String(key)}`);
        return { answer: undefined, writes: [table.put(key, { ...record, [field]: SECRET_DAMAGE })] };
      }),
    );
  return {
    message: ({ accountId, id }) => damage(messages, [accountId, id], 'mediaUrl'),
    contact: (account, id) => damage(contacts, [account, id], 'firstname'),
    reports: (account, wamid) => damage(early, [account, wamid], 'reports'),
  };
};

sendingContract('LMDB', async () => {
  const { messages, contacts, consents, media, environment, close } = await openFresh();
  return { messages, contacts, consents, elsewhere: filesystemMessages(environment, media), close };
});

messagesContract('LMDB', async () => {
  const { messages, contacts, media, environment, prune, close } = await openFresh();
  const elsewhere = filesystemMessages(environment, media);
  return {
    messages,
    contacts,
    elsewhere,
    prune,
    serve: serveIn(environment),
    damage: damageIn(environment),
    writes: writesIn(environment),
    close,
  };
});

personLaw(
  'LMDB',
  async () => {
    const { messages, contacts, consents, close } = await openFresh();
    return { messages, contacts, consents, close };
  },
  60,
);
