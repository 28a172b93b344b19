import { randomBytes } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { type Command, InvalidArgumentError } from 'commander';
import {
  type Account,
  type AccountChanges,
  type Directory,
  hasEntry,
  type Limits,
} from '../../domain/model/account/account.js';
import { orThrow } from '../../kit/or-throw.js';
import { failWhereDamaged } from '../damaged.js';
import { fail, misuse } from '../failure.js';
import { collect, parseAccountId, parseId, parseText, parseWords } from '../options.js';
import { printAnswer } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

interface SetOptions {
  readonly name?: string;
  readonly phoneNumberId?: string;
  readonly businessAccountId?: string;
  readonly accessToken?: string;
  readonly appSecret?: string;
  readonly verifyToken?: string;
  readonly leadStatus?: number;
  readonly leadSource?: number;
  readonly leadAssignedTo?: number;
  readonly webhookUrl?: string;
  readonly rotateWebhookSecret?: boolean;
  readonly stopWords?: readonly string[];
  readonly startWords?: readonly string[];
  readonly limit?: readonly Partial<Limits>[];
}

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
    .option('--phone-number-id <id>', "Meta's id of the number that sends", parseDigits)
    .option('--business-account-id <id>', "Meta's id of the WhatsApp business account", parseDigits)
    .option('--access-token <token>', "Meta's access token", parseText)
    .option('--app-secret <secret>', "the secret of Meta's app, which signs its webhooks", parseText)
    .option('--verify-token <token>', "the token that Meta's webhook handshake must show", parseText)
    .option('--lead-status <id>', 'status of a new contact', parseId)
    .option('--lead-source <id>', 'source of a new contact', parseId)
    .option('--lead-assigned-to <id>', 'staff member of a new contact', parseId)
    .option('--webhook-url <url>', 'where events go; its secret is printed once', parseWebhookUrl)
    .option('--rotate-webhook-secret', 'a new secret for the webhook URL')
    .option('--stop-words <words>', 'words that opt a contact out, comma-separated', parseWords)
    .option('--start-words <words>', 'words that opt a contact in again', parseWords)
    .option('--limit <name=number>', 'contacts, conversations or api_calls_per_minute; -1: none', collect(parseLimit))
    .action(async (id: Account['id'], options: SetOptions, command: Command) => {
      const { account, newSecret } = await withStores(async (stores) => {
        const before = await accountOf(stores, id);
        checkDefaults(before, options);
        const changes = changesOf(before, options);
        const changed = await stores.accounts.change(id, changes)();
        if (E.isLeft(changed) && changed.left._tag === 'PhoneNumberIdTaken')
          fail('Another account has this phone number id.');
        return {
          account: someOrFail(await orThrow(() => Promise.resolve(changed)), `There is no account ${id}.`),
          newSecret: changes.webhook?.secret ?? null,
        };
      });
      printAnswer(command, { ...shown(account), ...(newSecret === null ? {} : { webhook_secret: newSecret }) });
    });
};

const shown = ({ id, name, whatsapp, webhook, defaults, limits, ...rest }: Account) => ({
  account_id: id,
  name,
  phone_number_id: whatsapp.phoneNumberId,
  business_account_id: whatsapp.businessAccountId,
  has_access_token: whatsapp.accessToken !== null,
  has_app_secret: whatsapp.appSecret !== null,
  has_verify_token: whatsapp.verifyToken !== null,
  webhook_url: webhook?.url ?? null,
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

const changesOf = (account: Account, options: SetOptions): AccountChanges => ({
  ...(options.name === undefined ? {} : { name: options.name }),
  whatsapp: given({
    phoneNumberId: orNone(options.phoneNumberId),
    businessAccountId: orNone(options.businessAccountId),
    accessToken: orNone(options.accessToken),
    appSecret: orNone(options.appSecret),
    verifyToken: orNone(options.verifyToken),
  }),
  defaults: given({
    status: options.leadStatus,
    source: options.leadSource,
    assignedTo: options.leadAssignedTo,
  }),
  limits: Object.assign({}, ...(options.limit ?? [])) as Partial<Limits>,
  ...(options.stopWords === undefined ? {} : { stopWords: options.stopWords }),
  ...(options.startWords === undefined ? {} : { startWords: options.startWords }),
  ...webhookChange(account, options),
});

const webhookChange = (account: Account, options: SetOptions): Pick<AccountChanges, 'webhook'> => {
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  if (options.webhookUrl === '') return { webhook: null };
  if (options.webhookUrl !== undefined) return { webhook: { url: options.webhookUrl, secret } };
  if (options.rotateWebhookSecret !== true) return {};
  return {
    webhook: { url: account.webhook?.url ?? fail('The account has no webhook URL; set --webhook-url.'), secret },
  };
};

/** An empty value removes a setting. */
const orNone = (text: string | undefined): string | null | undefined => (text === '' ? null : text);

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Only the options that were given. */
const given = <T extends Record<string, unknown>>(options: T): Given<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;

const checkDefaults = (account: Account, options: SetOptions): void => {
  const check = (directory: Directory, id: number | undefined, kind: string): void => {
    if (id !== undefined && !hasEntry(account, directory, id))
      fail(
        `Account ${account.id} has no ${kind} ${id}; create it first: postcard ${kind} create --account ${account.id}`,
      );
  };
  check('statuses', options.leadStatus, 'status');
  check('sources', options.leadSource, 'source');
  check('staff', options.leadAssignedTo, 'staff');
};

export const parseName = (text: string): string => {
  const name = text.trim();
  if (name === '' || name.length > 255) throw new InvalidArgumentError('It must have 1 to 255 characters.');
  return name;
};

const parseDigits = (text: string): string => {
  if (text.trim() === '') return '';
  if (!/^[0-9]{1,32}$/.test(text.trim())) throw new InvalidArgumentError('It must be digits only.');
  return text.trim();
};

const parseWebhookUrl = (text: string): string => {
  if (text.trim() === '') return '';
  const url = URL.canParse(text) ? new URL(text) : misuse('--webhook-url must be a URL.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new InvalidArgumentError('It must be an http or https URL.');
  return url.href;
};

const limitNames: Record<string, keyof Limits> = {
  contacts: 'contacts',
  conversations: 'conversations',
  api_calls_per_minute: 'apiCallsPerMinute',
};

const parseLimit = (text: string): Partial<Limits> => {
  const found = /^([a-z_]+)=(-1|[0-9]{1,9})$/.exec(text);
  const name = found?.[1] !== undefined && Object.hasOwn(limitNames, found[1]) ? limitNames[found[1]] : undefined;
  if (found === null || name === undefined)
    throw new InvalidArgumentError('It must be like contacts=100, conversations=1000 or api_calls_per_minute=60.');
  return { [name]: Number(found[2]) };
};
