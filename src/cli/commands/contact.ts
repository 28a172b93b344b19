import * as E from 'fp-ts/lib/Either.js';
import { type Command } from 'commander';
import { type AccountId } from '../../domain/model/account/account.js';
import { type Contact, type ContactId } from '../../domain/model/contact/contact.js';
import { withConsent } from '../../domain/use-cases/contacts/find-contact.js';
import { contactConditionNames } from '../../domain/use-cases/contacts/query.js';
import { sayByHand } from '../../domain/use-cases/contacts/say-by-hand.js';
import { contactView } from '../../api/contact-view.js';
import { failWhereDamaged } from '../damaged.js';
import { type Stores } from '../../app/stores.js';
import { orThrow } from '../../kit/or-throw.js';
import { eraseContact } from '../erase-contact.js';
import { fail } from '../failures/failure.js';
import { importContacts } from '../import-contacts.js';
import { contactFields, keepContact } from '../keep-contact.js';
import { allContacts, contactConditionsOf } from '../list-contacts.js';
import { optionOf, parseAccountId, parseContactId, requireRecipient, rowOf } from '../options/options.js';
import { printAnswer, say } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

const described: Partial<Record<(typeof contactFields)[number], string>> = {
  phone: 'with country code',
  user_id: "WhatsApp's id of the person for this business",
};

const conditionSaid = {
  phone: 'only the contact with this phone',
  user_id: 'only the contact with this user id',
  opted_out: 'only contacts that have opted out (true), or that have not (false)',
  group: 'only contacts of this group',
} as const satisfies Record<(typeof contactConditionNames)[number], string>;

interface ListOptions extends Partial<Record<string, unknown>> {
  readonly account: AccountId;
}

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
      const found = E.isRight(kept) ? kept.right : fail(kept.left);
      if (!found.created) say('A contact with this phone or user id exists already; its details stay as they are.');
      found.notes.forEach(say);
      return contactView(found);
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
        const contact = await contactOf(stores, options.account, id);
        return contactView(await orThrow(withConsent(stores, account, contact)));
      });
      printAnswer(command, found);
    });

  const list = contact.command('list').requiredOption('--account <id>', 'the account', parseAccountId);
  for (const name of contactConditionNames) list.option(optionOf(name), conditionSaid[name]);
  list.action(async (options: ListOptions, command: Command) => {
    const conditions = contactConditionsOf(rowOf(contactConditionNames, options));
    const { items, damaged } = await withStores(async (stores) =>
      allContacts(stores, await accountOf(stores, options.account), conditions),
    );
    printAnswer(command, items.map(contactView));
    failWhereDamaged(damaged);
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
          return contactView(await orThrow(sayByHand(stores, account, found, optedOut)));
        });
        printAnswer(command, changed);
      });
  };
  optOut('opt-out', 'opt a contact out: no messages are sent to it', true);
  optOut('opt-in', 'opt a contact in again', false);

  contact
    .command('erase')
    .description('erase a person for good: the contact, what was sent to it, its events and its files')
    .argument('<id>', 'the contact', parseContactId)
    .requiredOption('--account <id>', 'the account', parseAccountId)
    .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
      await withStores(async (stores) => {
        await accountOf(stores, options.account);
        await eraseContact(stores, options.account, id);
      });
      printAnswer(command, { contact_id: id, erased: true });
    });

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
