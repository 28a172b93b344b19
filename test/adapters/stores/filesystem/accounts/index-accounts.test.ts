import { accountTables } from '../../../../../src/adapters/stores/filesystem/accounts/account-records.js';
import { openFilesystemRecords } from '../../../../../src/adapters/stores/filesystem/records.js';
import { orThrow } from '../../../../../src/kit/or-throw.js';
import { accountIndexContract, type OpenedAccounts } from '../../../../contracts/account-index.js';
import { damageAccount, damageSecret, damageTokenKey } from '../damage.js';
import { makeDataDir } from '../folder.js';

const openAccounts = async (dataDir: string, encryptionKey: Uint8Array | null): Promise<OpenedAccounts> => {
  const records = await openFilesystemRecords({ dataDir, encryptionKey });
  const { environment } = records;
  const { accounts, businessAccountIds, verifyTokens, tokenKeys } = accountTables(environment);
  return {
    accounts: records.accounts,
    damaged: records.damaged,
    forgetIndex: () =>
      orThrow(
        environment.write(() => ({
          answer: undefined,
          writes: [businessAccountIds, verifyTokens, tokenKeys].flatMap((table) =>
            table.keys({}).map((key) => table.remove(key as never)),
          ),
        })),
      ),
    damageAccount: (id) => damageAccount(records, id),
    damageSecret: (id) => damageSecret(records, id),
    damageTokenKey: () => damageTokenKey(records),
    stored: () =>
      orThrow(
        environment.read(() => {
          const readable = accounts.keys({}).flatMap((id) => {
            try {
              return [accounts.get(id)];
            } catch {
              return [];
            }
          });
          return JSON.stringify([readable, verifyTokens.keys({}), tokenKeys.entries({})]);
        }),
      ),
    close: records.close,
  };
};

accountIndexContract('LMDB', async () => {
  const { dataDir, remove } = await makeDataDir();
  return { open: (key) => openAccounts(dataDir, key ?? null), close: remove };
});
