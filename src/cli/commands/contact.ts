import * as E from 'fp-ts/lib/Either.js';
import { type Command } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { type Contact, type ContactId } from '../../domain/model/contact/contact.js';
import { type ContactPage } from '../../domain/ports/contacts.js';
import { type Damaged, type Listing } from '../../domain/ports/store.js';
import { failWhereDamaged } from '../damaged.js';
import { toTimestamp } from '../../domain/model/time.js';
import { type Stores } from '../../app/stores.js';
import { orThrow } from '../../kit/or-throw.js';
import { fail } from '../failure.js';
import { importContacts } from '../import-contacts.js';
import { contactFields, keepContact } from '../keep-contact.js';
import { parseAccountId, parseContactId } from '../options/options.js';
import { printAnswer, say } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

const PAGE = 1_000;

export const addContactCommands = (program: Command): void => {
  const contact = program.command('contact').description('the recipients an account knows');

  const create = contact
    .command('create')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .requiredOption('--phone <phone>', 'with country code');
  for (const name of contactFields.slice(1)) create.option(`--${name.replace('_', '-')} <${name}>`);
  create.action(async (options: Partial<Record<string, string>> & { account: never }, command: Command) => {
    const row = { ...options, assigned_id: options['assignedId'] };
    const kept = await withStores(async (stores) => keepContact(stores, await accountOf(stores, options.account), row));
    const { contact: found, created } = E.isRight(kept) ? kept.right : fail(kept.left);
    if (!created) say('A contact with this phone exists already; it stays as it is.');
    printAnswer(command, shown(found));
  });

  contact
    .command('show')
    .argument('<id>', 'the contact', parseContactId)
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
      const found = await withStores(({ contacts }) => orThrow(contacts.byId(options.account, id)));
      printAnswer(command, shown(someOrFail(found, missing(options.account, id))));
    });

  contact
    .command('list')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (options: { account: AccountId }, command: Command) => {
      const list = await withStores(async (stores) => all(stores, (await accountOf(stores, options.account)).id));
      printAnswer(command, list.items.map(shown));
      failWhereDamaged(list.damaged);
    });

  const optOut = (name: string, description: string, optedOut: boolean): void => {
    contact
      .command(name)
      .description(description)
      .argument('<id>', 'the contact', parseContactId)
      .requiredOption('--account <id>', 'the account', parseAccountId)
      .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
        const changed = await withStores(({ contacts, clock }) =>
          orThrow(contacts.setOptOut(options.account, id, optedOut, clock.now())),
        );
        printAnswer(command, shown(someOrFail(changed, missing(options.account, id)).contact));
      });
  };
  optOut('opt-out', 'opt a contact out: no messages are sent to it', true);
  optOut('opt-in', 'opt a contact in again', false);

  contact
    .command('import')
    .description(`create contacts from a CSV file with the header ${contactFields.join(',')}`)
    .argument('<file>', 'the CSV file')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (file: string, options: { account: AccountId }, command: Command) => {
      const sums = await withStores((stores) => importContacts(stores, options.account, file));
      printAnswer(command, sums);
      if (sums.refused > 0) process.exitCode = 1;
    });
};

const missing = (account: AccountId, id: ContactId): string => `Account ${account} has no contact ${id}.`;

const all = async ({ contacts }: Stores, account: AccountId): Promise<Listing<Contact>> => {
  const items: Contact[] = [];
  const damaged: Damaged[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: ContactPage = await orThrow(contacts.list(account, after, PAGE));
    items.push(...page.items);
    damaged.push(...page.damaged);
    after = page.next;
  }
  return { items, damaged };
};

const shown = (contact: Contact) => ({
  contact_id: contact.id,
  phone: contact.phone,
  firstname: contact.firstname,
  lastname: contact.lastname,
  email: contact.email,
  country: contact.country,
  assigned_id: contact.assignedTo,
  groups: contact.groups,
  status: contact.status,
  source: contact.source,
  chat_id: contact.id,
  wa_id: contact.waId,
  opted_out_at: contact.optedOutAt === null ? null : toTimestamp(contact.optedOutAt),
  created_at: toTimestamp(contact.createdAt),
});
