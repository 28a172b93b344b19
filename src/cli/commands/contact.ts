import * as E from 'fp-ts/lib/Either.js';
import { type Command } from 'commander';
import { type Account, type AccountId } from '../../domain/model/account/account.js';
import { type Contact, type ContactId } from '../../domain/model/contact/contact.js';
import { type ContactPage } from '../../domain/ports/contacts.js';
import { type Damaged, type Listing } from '../../domain/ports/store.js';
import { failWhereDamaged } from '../damaged.js';
import { recordConsent } from '../../domain/use-cases/consent/record-consent.js';
import { type Stores } from '../../app/stores.js';
import { orThrow } from '../../kit/or-throw.js';
import { fail } from '../failure.js';
import { importContacts } from '../import-contacts.js';
import { contactFields, keepContact } from '../keep-contact.js';
import { optionOf, parseAccountId, parseContactId, requireRecipient, rowOf } from '../options/options.js';
import { showContact, showContacts, type ShownContact } from '../shown-contact.js';
import { printAnswer, say } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

const PAGE = 1_000;

const described: Partial<Record<(typeof contactFields)[number], string>> = {
  phone: 'with country code',
  user_id: "WhatsApp's id of the person for this business",
};

export const addContactCommands = (program: Command): void => {
  const contact = program.command('contact').description('the recipients an account knows');

  const create = contact
    .command('create')
    .description('create a contact, by its phone, its user id or both')
    .requiredOption('--account <id>', 'the account', parseAccountId);
  for (const name of contactFields) create.option(optionOf(name), described[name]);
  create.action(async (options: Partial<Record<string, string>> & { account: never }, command: Command) => {
    const row = rowOf(contactFields, options);
    requireRecipient(row);
    const made = await withStores(async (stores) => {
      const account = await accountOf(stores, options.account);
      const kept = await keepContact(stores, account, row);
      const { contact: found, created, notes } = E.isRight(kept) ? kept.right : fail(kept.left);
      if (!created) say('A contact with this phone or user id exists already; its details stay as they are.');
      notes.forEach(say);
      return showContact(stores, account, found);
    });
    printAnswer(command, made);
  });

  contact
    .command('show')
    .argument('<id>', 'the contact', parseContactId)
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
      const found = await withStores(async (stores) => {
        const account = await accountOf(stores, options.account);
        return showContact(stores, account, await contactOf(stores, options.account, id));
      });
      printAnswer(command, found);
    });

  contact
    .command('list')
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (options: { account: AccountId }, command: Command) => {
      const list = await withStores(async (stores) => all(stores, await accountOf(stores, options.account)));
      printAnswer(command, list.items);
      failWhereDamaged(list.damaged);
    });

  const optOut = (name: string, description: string, optedOut: boolean): void => {
    contact
      .command(name)
      .description(description)
      .argument('<id>', 'the contact', parseContactId)
      .requiredOption('--account <id>', 'the account', parseAccountId)
      .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
        const changed = await withStores(async (stores) => {
          const account = await accountOf(stores, options.account);
          const found = await contactOf(stores, options.account, id);
          const word = { optedOut, at: stores.clock.now() };
          await orThrow(recordConsent(stores, account, { hashes: [], contacts: [found] }, word));
          return showContact(stores, account, found);
        });
        printAnswer(command, changed);
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

const contactOf = async ({ contacts }: Stores, account: AccountId, id: ContactId): Promise<Contact> =>
  someOrFail(await orThrow(contacts.byId(account, id)), `Account ${account} has no contact ${id}.`);

const all = async (stores: Stores, account: Account): Promise<Listing<ShownContact>> => {
  const items: ShownContact[] = [];
  const damaged: Damaged[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page: ContactPage = await orThrow(stores.contacts.list(account.id, after, PAGE));
    items.push(...(await showContacts(stores, account, page.items)));
    damaged.push(...page.damaged);
    after = page.next;
  }
  return { items, damaged };
};
