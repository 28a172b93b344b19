import { type Command } from 'commander';

/** The answer of a command: a record or a list of records, with the keys of the API. */
export type Answer = Readonly<Record<string, unknown>> | readonly Readonly<Record<string, unknown>>[];

/** Prints an answer on stdout: one JSON document with --json, else lines to read, of `readable`. */
export const printAnswer = (command: Command, answer: Answer, readable: Answer = answer): void => {
  const { json } = command.optsWithGlobals<{ json?: boolean }>();
  if (json === true) return printDocument(answer);
  printLine(isList(readable) ? table(readable) : lines(readable));
};

/** Prints one JSON document on stdout. */
export const printDocument = (document: object): void => printLine(JSON.stringify(document, null, 2));

let printed = 0;

/** How often something was printed on stdout. */
export const timesPrinted = (): number => printed;

/** Prints a line on stdout, at once. */
export const printLine = (line: string): void => {
  printed += 1;
  process.stdout.write(`${line}\n`);
};

/** Notes for the user. They go to stderr, so that a program can read stdout. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const isList = (answer: Answer): answer is readonly Readonly<Record<string, unknown>>[] => Array.isArray(answer);

const lines = (record: Readonly<Record<string, unknown>>): string => {
  const width = Math.max(...Object.keys(record).map((key) => key.length));
  return Object.entries(record)
    .map(([key, value]) => `${key.padEnd(width)}  ${cell(value)}`)
    .join('\n');
};

const table = (records: readonly Readonly<Record<string, unknown>>[]): string => {
  const [first] = records;
  if (first === undefined) return '(none)';
  const keys = Object.keys(first);
  const rows = [keys, ...records.map((record) => keys.map((key) => cell(record[key])))];
  const widths = keys.map((_key, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** A value to read. Control characters of stored text must not reach a terminal. */
export const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
};
