import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import { type CsvError, parse as parseCsv } from 'csv-parse';
import { type Stores } from '../app/stores.js';
import { type AccountId } from '../domain/model/account/account.js';
import { recipientFieldNames } from '../domain/model/contact/recipient-fields.js';
import { fail } from './failures/failure.js';
import { contactFields, type ContactRow, keepContact } from './keep-contact.js';
import { say } from './output.js';
import { accountOf } from './stores.js';

interface CsvRow {
  readonly record: ContactRow;
  readonly info: { readonly lines: number; readonly error: CsvError | undefined };
}

/**
 * Reads a CSV file row by row. A refused row is reported with its line and does not stop the rest; so is an id that a
 * contact did not get. Fails if the file cannot be read, is not UTF-8, or has no header that names the phone or the
 * user id.
 */
export const importContacts = async (stores: Stores, id: AccountId, file: string) => {
  const account = await accountOf(stores, id);
  const sums = { created: 0, known: 0, refused: 0 };
  const refuse = (line: number, why: string): void => {
    sums.refused += 1;
    say(`line ${line}: ${why}`);
  };
  let columns: readonly string[] | null = null;
  const parser = parseCsv({
    columns: (header: string[]) => [...(columns = columnsOf(header))],
    bom: true,
    trim: true,
    skip_empty_lines: true,
    info: true,
    relax_column_count: true,
  });
  // Errors of the pipeline are thrown where the rows are read.
  const rows = pipeline(createReadStream(file), strictText(file), parser, () => undefined) as AsyncIterable<CsvRow>;
  for await (const { record, info } of rows) {
    if (hasTooManyCells(info.error, columns)) {
      refuse(info.lines, 'more cells than the header has columns; put quotes around a cell with commas, like "1,2"');
      continue;
    }
    const kept = await keepContact(stores, account, record);
    if (E.isLeft(kept)) {
      refuse(info.lines, kept.left);
      continue;
    }
    sums[kept.right.created ? 'created' : 'known'] += 1;
    for (const note of kept.right.notes) say(`line ${info.lines}: ${note}`);
  }
  return columns === null ? fail(NO_RECIPIENT_COLUMN) : sums;
};

const NO_RECIPIENT_COLUMN = 'The header must name the column phone or the column user_id.';

const columnsOf = (header: readonly string[]): readonly string[] => {
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !(contactFields as readonly string[]).includes(name));
  if (unknown.length > 0)
    fail(`The header has unknown columns: ${unknown.join(', ')}. Known: ${contactFields.join(', ')}.`);
  return recipientFieldNames.some((name) => names.includes(name)) ? names : fail(NO_RECIPIENT_COLUMN);
};

/** The parser drops surplus cells: groups without quotes would lose all but the first. */
const hasTooManyCells = (error: CsvError | undefined, columns: readonly string[] | null): boolean =>
  error !== undefined && Array.isArray(error['record']) && error['record'].length > (columns?.length ?? 0);

const strictText = (file: string) =>
  async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    const decode = (chunk?: Uint8Array): string => {
      try {
        return decoder.decode(chunk, { stream: chunk !== undefined });
      } catch {
        return fail(`${file} is not UTF-8 text; save it as "CSV UTF-8".`);
      }
    };
    for await (const chunk of chunks) yield decode(chunk);
    yield decode();
  };
