import { type Part } from '../part.js';
import { megabytes, milliseconds, type Row, seconds } from '../report.js';
import { upgradeDatabase, upgradeFiles, type UpgradeReport } from '../upgrade.js';

/** In milliseconds and MiB: what a step over a million messages may cost. */
const bounds = { took: 120_000, longestSilence: 11_000, longestHold: 50, grown: 64 };

const rowOf = (size: number, report: UpgradeReport): Row => ({
  trial: `an upgrade that rewrites ${size.toLocaleString('en')} messages`,
  demanded: 'every one, in 2 min; a log line every 10 s; own memory flat; the event loop held at most 50 ms',
  measured:
    `${report.rewritten.toLocaleString('en')} in ${seconds(report.took)}; ${report.lines} lines, at most ${seconds(report.longestSilence)} apart; ` +
    `${megabytes(report.grown)} more; the loop held ${milliseconds(report.longestHold)} at most`,
  holds: report.rewritten === size && report.lines >= 2,
  inBounds:
    report.took <= bounds.took &&
    report.longestSilence <= bounds.longestSilence &&
    report.longestHold <= bounds.longestHold &&
    report.grown <= bounds.grown,
});

export const upgrade: Part = async (_trial, scale) => {
  const size = scale === 'whole' ? 1_000_000 : 3_000;
  return [rowOf(size, await upgradeFiles(size))];
};

/** Fewer there: the stand-in for a MongoDB keeps all of them in memory. */
export const upgradeOnMongodb: Part = async (_trial, scale) => {
  const size = scale === 'whole' ? 50_000 : 3_000;
  return [rowOf(size, await upgradeDatabase(size))];
};
