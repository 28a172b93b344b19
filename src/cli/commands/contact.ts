import { createReadStream } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { type Command } from 'commander';
import { parse as parseCsv } from 'csv-parse';
import { type Account, type AccountId } from '../../domain/account.js';
import { type Contact, type ContactId, type NewContact } from '../../domain/contact.js';
import { parseContactDetails } from '../../domain/contact-fields.js';
import { type FeatureLimitExceeded } from '../../domain/errors.js';
import { errorWords } from '../../domain/error-words.js';
import { givenFields, required } from '../../domain/field-rules.js';
import { newContact } from '../../domain/new-contact.js';
import { parsePhoneNumber } from '../../domain/phone.js';
import { toTimestamp } from '../../domain/time.js';
import { type Stores } from '../../stores.js';
import { orThrow } from '../../kit/or-throw.js';
import { fail } from '../failure.js';
import { parseAccountId, parseContactId } from '../options.js';
import { printAnswer, say } from '../output.js';
import { accountOf, someOrFail, withStores } from '../stores.js';

/** The fields of a contact, as options and as a CSV file's header. */
const fields = ['phone', 'firstname', 'lastname', 'email', 'country', 'assigned_id', 'groups'] as const;
const PAGE = 1_000;

type Row = Readonly<Record<string, string | undefined>>;

export const addContactCommands = (program: Command): void => {
  const contact = program.command('contact').description('the recipients an account knows');

  const create = contact
    .command('create')
    .requiredOption('--account <id>', 'whose', parseAccountId)
    .requiredOption('--phone <phone>', 'with country code');
  for (const name of fields.slice(1)) create.option(`--${name.replace('_', '-')} <${name}>`);
  create.action(async (options: Partial<Record<string, string>> & { account: never }, command: Command) => {
    const row = { ...options, assigned_id: options['assignedId'] };
    const made = await withStores(async (stores) => keep(stores, await accountOf(stores, options.account), row));
    printAnswer(command, { ...shown(E.isRight(made) ? made.right.contact : fail(made.left)) });
  });

  contact
    .command('show')
    .argument('<id>', 'the contact', parseContactId)
    .requiredOption('--account <id>', 'whose', parseAccountId)
    .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
      const found = await withStores(({ contacts }) => orThrow(contacts.byId(options.account, id)));
      printAnswer(command, shown(someOrFail(found, missing(options.account, id))));
    });

  contact
    .command('list')
    .requiredOption('--account <id>', 'whose', parseAccountId)
    .action(async (options: { account: AccountId }, command: Command) => {
      const list = await withStores(async (stores) => all(stores, (await accountOf(stores, options.account)).id));
      printAnswer(command, list.map(shown));
    });

  const optOut = (name: string, description: string, optedOut: boolean): void => {
    contact
      .command(name)
      .description(description)
      .argument('<id>', 'the contact', parseContactId)
      .requiredOption('--account <id>', 'whose', parseAccountId)
      .action(async (id: ContactId, options: { account: AccountId }, command: Command) => {
        const changed = await withStores(({ contacts, clock }) =>
          orThrow(contacts.setOptOut(options.account, id, optedOut, clock.now())),
        );
        printAnswer(command, shown(someOrFail(changed, missing(options.account, id)).contact));
      });
  };
  optOut('opt-out', 'send this contact nothing more', true);
  optOut('opt-in', 'messages may be sent again', false);

  contact
    .command('import')
    .description(`create contacts from a CSV file with the header ${fields.join(',')}`)
    .argument('<file>', 'the CSV file')
    .requiredOption('--account <id>', 'whose', parseAccountId)
    .action(async (file: string, options: { account: AccountId }, command: Command) => {
      const sums = await withStores((stores) => importFile(stores, options.account, file));
      printAnswer(command, sums);
      if (sums.refused > 0) process.exitCode = 1;
    });
};

const missing = (account: AccountId, id: ContactId): string => `Account ${account} has no contact ${id}.`;

/** Judges a row by the same rules as the API, and keeps it; a phone that is known stays as it is. */
const keep = async (
  stores: Stores,
  account: Account,
  row: Row,
): Promise<E.Either<string, { contact: Contact; created: boolean }>> => {
  const judged = judge(account, row);
  if (E.isLeft(judged)) return judged;
  const kept = await stores.contacts.findOrCreate(
    account.id,
    judged.right,
    account.limits.contacts,
    stores.clock.now(),
  )();
  return E.isLeft(kept) && kept.left._tag === 'FeatureLimitExceeded'
    ? E.left(full(kept.left))
    : E.right(await orThrow(() => Promise.resolve(kept)));
};

const full = (fault: FeatureLimitExceeded): string => errorWords(fault).message;

const judge = (account: Account, row: Row): E.Either<string, NewContact> => {
  const given = givenFields(fields.map((name) => ({ name, value: row[name] })));
  const phone = required(given)('phone', parsePhoneNumber);
  const details = parseContactDetails(given, '');
  if (E.isLeft(phone) || E.isLeft(details)) {
    const faults = [...(E.isLeft(phone) ? phone.left : []), ...(E.isLeft(details) ? details.left : [])];
    return E.left(faults.map(({ message }) => message).join('; '));
  }
  return E.mapLeft((fault: Parameters<typeof errorWords>[0]) => {
    const { message, details: more } = errorWords(fault);
    return more === null ? message : `${message} ${JSON.stringify(more)}`;
  })(newContact(account, phone.right, details.right, ''));
};

/** Reads the file row by row; rows that are refused are told with their line and do not stop the rest. */
const importFile = async (stores: Stores, id: AccountId, file: string) => {
  const account = await accountOf(stores, id);
  const sums = { created: 0, known: 0, refused: 0 };
  const rows = createReadStream(file).pipe(
    parseCsv({
      columns: headerOf,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
      relax_column_count: true,
    }),
  ) as AsyncIterable<{ record: Row; info: { lines: number } }>;
  for await (const { record, info } of rows) {
    const kept = await keep(stores, account, record);
    if (E.isRight(kept)) sums[kept.right.created ? 'created' : 'known'] += 1;
    else {
      sums.refused += 1;
      say(`line ${info.lines}: ${kept.left}`);
    }
  }
  return sums;
};

const headerOf = (header: string[]): string[] => {
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !(fields as readonly string[]).includes(name));
  if (unknown.length > 0) fail(`The header has unknown columns: ${unknown.join(', ')}. Known: ${fields.join(', ')}.`);
  if (!names.includes('phone')) fail('The header must name the column phone.');
  return names;
};

const all = async ({ contacts }: Stores, account: AccountId): Promise<readonly Contact[]> => {
  const found: Contact[] = [];
  for (;;) {
    const page = await orThrow(contacts.list(account, found.at(-1)?.id ?? 0, PAGE));
    found.push(...page);
    if (page.length < PAGE) return found;
  }
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
