import * as E from 'fp-ts/lib/Either.js';
import { type Command, Option } from 'commander';
import { type Account } from '../../domain/model/account/account.js';
import {
  parseAccessToken,
  parseAppSecret,
  parseBusinessAccountId,
  parsePhoneNumberId,
  parseVerifyToken,
} from '../../domain/model/account/whatsapp-values.js';
import { describeAccount } from '../../domain/use-cases/account/describe-account.js';
import { orThrow } from '../../kit/or-throw.js';
import { changesOf, checkDefaults, type SetOptions } from '../account-changes.js';
import { orEmpty, parseLimit, parseName } from '../options/account-options.js';
import { failWhereDamaged } from '../damaged.js';
import { fail, misuse } from '../failures/failure.js';
import { collect, parseAccountId, parseId, parseWords } from '../options/options.js';
import { printAnswer } from '../output.js';
import { orRemoved, SecretOption } from '../options/secret-options.js';
import { readableAccount, shownAccount, shownSettings } from '../shown-account.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

export const addAccountCommands = (program: Command): void => {
  const account = program.command('account').description('the accounts of this service');

  account
    .command('create')
    .requiredOption('--name <name>', 'what to call it', parseName)
    .action(async (options: { name: string }, command: Command) => {
      const made = await withStores(({ accounts, clock }) =>
        orThrow(accounts.create({ name: options.name, demo: false }, clock.now())),
      );
      printAnswer(command, shownSettings(made));
    });

  account
    .command('show')
    .argument('<id>', 'the account', parseAccountId)
    .action(async (id: Account['id'], _options, command: Command) => {
      const described = await withStores(async (stores) =>
        orThrow(describeAccount(stores, await accountOf(stores, id))),
      );
      printAnswer(command, shownAccount(described), readableAccount(described));
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
    .addOption(new Option('--webhook-url <url>').hideHelp())
    .addOption(new Option('--rotate-webhook-secret').hideHelp())
    .action(async (id: Account['id'], options: SetOptions & FormerOptions, command: Command) => {
      refuseFormer(options, id);
      const changed = await withStores(async (stores) => {
        checkDefaults(await accountOf(stores, id), options);
        const answer = await stores.accounts.change(id, changesOf(options), stores.clock.now())();
        if (E.isLeft(answer) && answer.left._tag === 'PhoneNumberIdTaken')
          fail('Another account has this phone number id.');
        return someOrFail(await orThrow(() => Promise.resolve(answer)), `There is no account ${id}.`);
      });
      printAnswer(command, shownSettings(changed));
    });
};

/** Options that earlier versions had. */
interface FormerOptions {
  readonly webhookUrl?: string;
  readonly rotateWebhookSecret?: boolean;
}

const refuseFormer = ({ webhookUrl, rotateWebhookSecret }: FormerOptions, id: Account['id']): void => {
  if (webhookUrl !== undefined || rotateWebhookSecret === true)
    misuse(
      `account set has no webhook URL any more; an account may have several endpoints: ` +
        `postcard webhook create --account ${id} --url <url>, postcard webhook rotate-secret.`,
    );
};
