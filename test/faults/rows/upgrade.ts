import { type Part } from '../part.js';
import { megabytes, milliseconds, type Row, seconds } from '../report.js';
import { upgradeDatabase, upgradeFiles, type UpgradeReport } from '../upgrade.js';

/** In milliseconds and MiB: what a step over a million messages may cost. */
const bounds = { took: 120_000, longestSilence: 11_000, longestHold: 50, grown: 96 };

const rowOf = (size: number, report: UpgradeReport): Row => ({
  trial: `an upgrade that rewrites ${size.toLocaleString('en')} messages`,
  demanded:
    'every one, in 2 min; a log line every 10 s; own memory flat; the event loop held at most 50 ms longer than that of an idle thread',
  measured:
    `${report.rewritten.toLocaleString('en')} in ${seconds(report.took)}; ${report.lines} lines, at most ${seconds(report.longestSilence)} apart; ` +
    `${megabytes(report.grown)} more; the loop held ${milliseconds(report.longestHold)} at most, that of an idle thread ${milliseconds(report.idleHold)}`,
  holds: report.rewritten === size && report.lines >= 2,
  inBounds:
    report.took <= bounds.took &&
    report.longestSilence <= bounds.longestSilence &&
    // What else the machine does holds up an idle thread too.
    report.longestHold <= bounds.longestHold + report.idleHold &&
    report.grown <= bounds.grown,
});

export const upgrade: Part = async (_trial, scale) => {
  const size = scale === 'whole' ? 1_000_000 : 3_000;
  return [rowOf(size, await upgradeFiles(size))];
};

/** Few there: the stand-in for a MongoDB looks at every document of a collection for each that is replaced. */
export const upgradeOnMongodb: Part = async (_trial, scale) => {
  const size = scale === 'whole' ? 5_000 : 1_000;
  return [rowOf(size, await upgradeDatabase(size))];
};
