/** The middle value. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** One figure of both sides in each repetition, side by side. */
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly floor: readonly number[];
}

/** Medians, and the median and range of the ratios pair by pair: only ratios hold on a noisy machine. */
export const lineOf = ({ name, unit, ours, floor }: Series): string => {
  const ratios = ours.map((value, index) => value / (floor[index] as number));
  const number = (value: number) => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2).padStart(8);
  return [
    name.padEnd(34),
    number(median(ours)),
    number(median(floor)),
    unit.padEnd(8),
    `ratio ${median(ratios).toFixed(2)}`,
    `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
  ].join('  ');
};
