import { type AccountId } from '../../../../domain/model/account/account.js';
import { type KnownWamid } from '../../../../domain/ports/messages.js';
import { type Database } from '../database/database.js';
import { type Message } from '../../../../domain/model/message/message.js';
import { type Documents } from '../database/documents.js';

/** The messages of these accounts with these wamids. It reads nothing else of them. */
export const withWamids = async (
  { within }: Database,
  { collection }: Documents<Message>,
  accounts: readonly AccountId[],
  wamids: readonly string[],
): Promise<readonly KnownWamid[]> => {
  const filter = { accountId: { $in: accounts.map(Number) }, wamid: { $in: wamids.map(String) } };
  const found = await within(collection.find(filter, { projection: { accountId: 1, wamid: 1 } }).toArray());
  const pairs = found.map(({ accountId, wamid }): KnownWamid => ({
    accountId: accountId as AccountId,
    wamid: String(wamid),
  }));
  // Two messages of an account may have one wamid.
  return [...new Map(pairs.map((pair) => [`${pair.accountId}/${pair.wamid}`, pair])).values()];
};
