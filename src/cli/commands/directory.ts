import { type Command } from 'commander';
import { type AccountId, type Directory } from '../../domain/model/account/account.js';
import { orThrow } from '../../kit/or-throw.js';
import { parseAccountId } from '../options/options.js';
import { printAnswer } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';
import { parseName } from '../options/account-options.js';

const commands: Record<string, { readonly directory: Directory; readonly description: string }> = {
  staff: { directory: 'staff', description: 'the staff that contacts are assigned to' },
  group: { directory: 'groups', description: 'the groups that contacts are in' },
  status: { directory: 'statuses', description: 'the statuses that contacts have' },
  source: { directory: 'sources', description: 'where contacts come from' },
};

/** `staff`, `group`, `status` and `source` are the same command, each over its own list. */
export const addDirectoryCommands = (program: Command): void => {
  for (const [name, { directory, description }] of Object.entries(commands)) {
    const list = program.command(name).description(description);

    list
      .command('create')
      .requiredOption('--account <id>', 'the account', parseAccountId)
      .requiredOption('--name <name>', 'what to call it', parseName)
      .action(async (options: { account: AccountId; name: string }, command: Command) => {
        const made = await withStores(({ accounts }) =>
          orThrow(accounts.addEntry(options.account, directory, options.name)),
        );
        printAnswer(command, { ...someOrFail(made, `There is no account ${options.account}.`) });
      });

    list
      .command('list')
      .requiredOption('--account <id>', 'the account', parseAccountId)
      .action(async (options: { account: AccountId }, command: Command) => {
        const account = await withStores((stores) => accountOf(stores, options.account));
        printAnswer(
          command,
          account[directory].map((entry) => ({ ...entry })),
        );
      });
  }
};
