import * as E from 'fp-ts/lib/Either.js';
import { type Command } from 'commander';
import { type Account } from '../../domain/model/account/account.js';
import {
  parseAccessToken,
  parseAppSecret,
  parseBusinessAccountId,
  parsePhoneNumberId,
  parseVerifyToken,
} from '../../domain/model/account/whatsapp-values.js';
import { orThrow } from '../../kit/or-throw.js';
import { changesOf, checkDefaults, type SetOptions } from '../account-changes.js';
import { orEmpty, parseLimit, parseName } from '../options/account-options.js';
import { failWhereDamaged } from '../damaged.js';
import { fail } from '../failure.js';
import { collect, parseAccountId, parseId, parseWords } from '../options/options.js';
import { printAnswer } from '../output.js';
import { orRemoved, SecretOption } from '../options/secret-options.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

export const addAccountCommands = (program: Command): void => {
  const account = program.command('account').description('the accounts of this service');

  account
    .command('create')
    .requiredOption('--name <name>', 'what to call it', parseName)
    .action(async (options: { name: string }, command: Command) => {
      const made = await withStores(({ accounts }) => orThrow(accounts.create({ name: options.name, demo: false })));
      printAnswer(command, shown(made));
    });

  account
    .command('show')
    .argument('<id>', 'the account', parseAccountId)
    .action(async (id: Account['id'], _options, command: Command) => {
      printAnswer(command, shown(await withStores((stores) => accountOf(stores, id))));
    });

  account.command('list').action(async (_options, command: Command) => {
    const { items, damaged } = await withStores(({ accounts }) => orThrow(accounts.list));
    printAnswer(
      command,
      items.map(({ id, name, whatsapp }) => ({ account_id: id, name, phone_number_id: whatsapp.phoneNumberId })),
    );
    failWhereDamaged(damaged);
  });

  account
    .command('set')
    .description('change settings; an empty value removes a setting')
    .argument('<id>', 'the account', parseAccountId)
    .option('--name <name>', 'what to call it', parseName)
    .option('--phone-number-id <id>', "Meta's id of the number that sends", orEmpty(parsePhoneNumberId))
    .option('--business-account-id <id>', "Meta's id of the WhatsApp business account", orEmpty(parseBusinessAccountId))
    .addOption(new SecretOption('--access-token <token>', "Meta's access token", orRemoved(parseAccessToken)))
    .addOption(
      new SecretOption(
        '--app-secret <secret>',
        "the secret of Meta's app, which signs its webhooks",
        orRemoved(parseAppSecret),
      ),
    )
    .addOption(
      new SecretOption(
        '--verify-token <token>',
        "the token that Meta's webhook handshake must show",
        orRemoved(parseVerifyToken),
      ),
    )
    .option('--lead-status <id>', 'status of a new contact', parseId)
    .option('--lead-source <id>', 'source of a new contact', parseId)
    .option('--lead-assigned-to <id>', 'staff member of a new contact', parseId)
    .option('--stop-words <words>', 'words that opt a contact out, comma-separated', parseWords)
    .option('--start-words <words>', 'words that opt a contact in again', parseWords)
    .option('--limit <name=number>', 'contacts, conversations or api_calls_per_minute; -1: none', collect(parseLimit))
    .action(async (id: Account['id'], options: SetOptions, command: Command) => {
      const changed = await withStores(async (stores) => {
        checkDefaults(await accountOf(stores, id), options);
        const answer = await stores.accounts.change(id, changesOf(options))();
        if (E.isLeft(answer) && answer.left._tag === 'PhoneNumberIdTaken')
          fail('Another account has this phone number id.');
        return someOrFail(await orThrow(() => Promise.resolve(answer)), `There is no account ${id}.`);
      });
      printAnswer(command, shown(changed));
    });
};

const shown = ({ id, name, whatsapp, defaults, limits, ...rest }: Account) => ({
  account_id: id,
  name,
  phone_number_id: whatsapp.phoneNumberId,
  business_account_id: whatsapp.businessAccountId,
  has_access_token: whatsapp.accessToken !== null,
  has_app_secret: whatsapp.appSecret !== null,
  has_verify_token: whatsapp.verifyToken !== null,
  lead_status: defaults.status,
  lead_source: defaults.source,
  lead_assigned_to: defaults.assignedTo,
  stop_words: rest.stopWords,
  start_words: rest.startWords,
  limits: {
    contacts: limits.contacts,
    conversations: limits.conversations,
    api_calls_per_minute: limits.apiCallsPerMinute,
  },
});
