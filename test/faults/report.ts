import { readFile, writeFile } from 'node:fs/promises';

/** One line of the table: what was done, what must hold, what came out. */
export interface Row {
  readonly trial: string;
  readonly demanded: string;
  readonly measured: string;
  /** By what happened, which no slow machine changes. Null where it could not be tried here; `measured` says why. */
  readonly holds: boolean | null;
  /**
   * Whether its times, its share of a processor and its memory are within what is demanded. What else a machine does
   * changes them, so that only the whole run judges them; its taste in `npm test` does not.
   */
  readonly inBounds?: boolean;
}

/** Whether it fails, what happened and figures together. */
export const fails = ({ holds, inBounds }: Row): boolean => holds === false || (holds === true && inBounds === false);

/** The value below which this share of the values lies. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
};

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
export const megabytes = (value: number): string => `${value.toFixed(0)} MiB`;

/** The first few of a list of complaints, and how many there are. */
export const someOf = (list: readonly string[]): string =>
  list.length === 0 ? 'none' : `${list.length}: ${list.slice(0, 3).join('; ')}`;

/** A row in a sentence. */
export const tell = ({ trial, measured }: Row): string => `${trial}: ${measured}`;

const verdict = (row: Row): string => (row.holds === null ? 'not run' : fails(row) ? '**fails**' : 'holds');

const cells = (...texts: readonly string[]): string =>
  `| ${texts.map((text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

/** A row of the table. */
export const lineOf = (row: Row): string => cells(row.trial, row.demanded, row.measured, verdict(row));

/** The table as Markdown. */
export const tableOf = (rows: readonly Row[]): string =>
  [cells('what we did', 'what must hold', 'what came out', ''), '|---|---|---|---|', ...rows.map(lineOf)].join('\n');

const BEGIN = '<!-- under fire -->';
const END = '<!-- /under fire -->';

/** Puts the table between the marks of a Markdown file. Throws where it has none. */
export const writeTable = async (file: string, table: string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no place for the table`);
  await writeFile(file, `${before}${BEGIN}\n\n${table}\n${END}${after}`);
};
