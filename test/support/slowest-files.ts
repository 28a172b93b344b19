import { relative } from 'node:path';
import { type Hook, reporters, type Runner, type Test } from 'mocha';

const SHOWN = 10;

/** Mocha's dots and its summary, and before that the files that took longest: their tests and hooks, in seconds. */
export default class SlowestFiles extends reporters.Dot {
  constructor(runner: Runner, options: Mocha.MochaOptions) {
    const took = new Map<string, number>();
    const count = ({ file, duration }: Test | Hook): void => {
      if (file !== undefined) took.set(file, (took.get(file) ?? 0) + (duration ?? 0));
    };
    runner.on('test end', count).on('hook end', count);
    runner.once('end', () => {
      const slowest = [...took].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
      const lines = slowest.map(([file, ms]) => `${(ms / 1_000).toFixed(1).padStart(7)} s  ${relative('', file)}`);
      process.stdout.write(`\n\n  The slowest files:\n${lines.join('\n')}\n`);
    });
    super(runner, options);
  }
}
