import { type Judged } from './judged.js';

const HEADER = [
  ...['extension', 'files', 'accepted', 'refused', 'most bytes read'],
  ...['median ms', 'p99 ms', 'worst ms', 'p99 cpu ms', 'worst cpu ms'],
];

/** A line an extension, and one of all. */
export const tableOf = (files: readonly Judged[]): string => {
  const byExtension = groupBy(files, ({ extension }) => extension);
  const rows = [...byExtension].sort(([a], [b]) => a.localeCompare(b)).map(([name, group]) => rowOf(name, group));
  const lines = [HEADER, ...rows, rowOf('all', files)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const rowOf = (name: string, files: readonly Judged[]): readonly string[] => {
  const passed = sharesOf(files.map(({ milliseconds }) => milliseconds));
  const used = sharesOf(files.map(({ processorMilliseconds }) => processorMilliseconds));
  const refused = files.filter(({ isRefused }) => isRefused).length;
  const most = files.reduce((highest, { readBytes }) => Math.max(highest, readBytes), 0);
  const counts = [files.length, files.length - refused, refused, most].map(String);
  return [name, ...counts, passed(0.5), passed(0.99), passed(1), used(0.99), used(1)];
};

/** The time that this share of all stays within. */
const sharesOf = (times: readonly number[]) => {
  const sorted = times.toSorted((a, b) => a - b);
  return (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
};

/** The refusals by what they say, most frequent first. */
export const refusalsOf = (files: readonly Judged[]): string => {
  const refused = files.filter(({ isRefused }) => isRefused);
  return [...groupBy(refused, ({ extension, remark }) => `${extension}: ${remark}`)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([what, group]) => `${String(group.length).padStart(6)}  ${what}`)
    .join('\n');
};

const groupBy = (files: readonly Judged[], keyOf: (file: Judged) => string): ReadonlyMap<string, readonly Judged[]> => {
  const groups = new Map<string, Judged[]>();
  for (const file of files) {
    const group = groups.get(keyOf(file)) ?? [];
    group.push(file);
    groups.set(keyOf(file), group);
  }
  return groups;
};
