import { type Command } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { failWhereDamaged } from '../damaged.js';
import { filterOf, messageConditions, newestMessages, shownMessage } from '../list-messages.js';
import { optionOf, parseAccountId, parseCount, rowOf } from '../options/options.js';
import { printAnswer } from '../output.js';
import { accountOf, withStores } from '../stores.js';

/** Default limit. */
const LISTED = 25;

interface ListOptions extends Partial<Record<string, unknown>> {
  readonly account: AccountId;
  readonly limit: number;
}

const said = {
  user_id: 'only messages whose send was given this user id',
  contact_id: 'only messages to this contact',
  status: 'only messages in this state',
  media_type: 'only messages of this type',
  since: 'only messages of then or later: 2026-11-23 or 2026-11-23T12:00:00Z',
  until: 'only messages before then',
} as const satisfies Record<(typeof messageConditions)[number], string>;

export const addMessageCommands = (program: Command): void => {
  const message = program.command('message').description('the messages of an account');

  const list = message
    .command('list')
    .description('the newest messages, newest first')
    .requiredOption('--account <id>', 'the account', parseAccountId);
  for (const name of messageConditions) list.option(optionOf(name), said[name]);
  list
    .option('--limit <count>', 'how many at most', parseCount, LISTED)
    .action(async (options: ListOptions, command: Command) => {
      const filter = filterOf(rowOf(messageConditions, options));
      const { items, damaged } = await withStores(async (stores) => {
        const found = await newestMessages(stores, options.account, filter, options.limit);
        // An account with messages exists, even if its own record is damaged.
        if (found.items.length + found.damaged.length === 0) await accountOf(stores, options.account);
        return found;
      });
      printAnswer(command, items.map(shownMessage));
      failWhereDamaged(damaged);
    });
};
