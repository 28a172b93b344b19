import { corruptStores } from '../corrupt-stores.js';
import { cutUploads } from '../cut-uploads.js';
import { startOnDamagedPages } from '../damaged-pages.js';
import { sayGoodbye } from '../goodbyes.js';
import { complaints } from '../oracle.js';
import { tryOtherPaths } from '../other-paths.js';
import { type Part } from '../part.js';
import { percentile, seconds, someOf } from '../report.js';
import { startTwice } from '../starts.js';
import { startOnTornCopies } from '../torn-copies.js';

/** Within which the file of an upload that broke off must be gone, in milliseconds: SAFETY U3. */
const GONE_AFTER = 5_000;

export const cuts: Part = async (trial, scale) => {
  const { uploads, sent, staged, goneAfter } = await cutUploads(trial, scale === 'whole' ? 300 : 60, 4);
  return [
    {
      trial: `${uploads} uploads cut at random points`,
      demanded: 'none sent, no staged file after 5 s',
      measured: `${sent} sent, ${staged} staged files, none after ${seconds(goneAfter)}`,
      holds: sent === 0 && staged === 0,
      inBounds: goneAfter <= GONE_AFTER,
    },
  ];
};

export const goodbyes: Part = async (trial, scale) => {
  const report = await sayGoodbye(trial, scale === 'whole' ? 100 : 3, 5);
  const faults = [...complaints(report.broken), ...report.strange];
  return [
    {
      trial: `${report.goodbyes} times SIGTERM under load`,
      demanded: 'exit 0, all that runs is finished, no message without its outcome',
      measured:
        `${report.calls} calls, ${report.refused} came too late, ${report.cut} closed before they were begun; left ` +
        `after ${seconds(percentile(report.leftAfter, 0.95))} (p95); faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

export const starts: Part = async (trial, scale) => {
  const { tries, exactlyOne, strange } = await startTwice(trial, scale === 'whole' ? 60 : 2);
  return [
    {
      trial: `${tries} times two servers start at once`,
      demanded: 'exactly one comes up, a dead server’s lock stops no other',
      measured: `${exactlyOne} of ${tries}; faults: ${someOf(strange)}`,
      holds: exactlyOne === tries && strange.length === 0,
    },
  ];
};

export const otherPaths: Part = async (trial, scale) => {
  const { ways, notRun, faults } = await tryOtherPaths(trial, scale === 'whole' ? undefined : 2);
  const leftOut = notRun.length === 0 ? '' : `; NOT RUN, this machine allows no mounts: ${notRun.join(', ')}`;
  return [
    {
      trial: `a second server by ${ways.length} other paths, a copy beside it`,
      demanded: 'the second is refused with 78, the copy starts, the first goes on',
      measured: `${ways.join(', ')}${leftOut}; faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

export const tornCopies: Part = async (trial, scale) => {
  const { copies, refused, whole, faults } = await startOnTornCopies(trial, scale === 'whole' ? 30 : 2, 13);
  return [
    {
      trial: `${copies} starts on copies of the records that were made by hand under load`,
      demanded: 'a torn copy ends in 78 and is named, none by a signal; a whole one starts',
      measured: `${refused} torn, ${whole} whole; faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};

export const corrupt: Part = async (trial, scale) => {
  const { cases, faults } = await corruptStores(trial, scale === 'whole' ? undefined : 1);
  const pages = await startOnDamagedPages(trial, scale === 'whole' ? 300 : 2, 21);
  return [
    {
      trial: `${pages.damages} starts on records that were damaged at random`,
      demanded: 'refused with 78 and named, or only requests for damaged records fail; no server ends by a signal',
      measured: `${pages.refused} refused, ${pages.ran} ran; faults: ${someOf(pages.faults)}`,
      holds: pages.faults.length === 0,
    },
    {
      trial: `${cases} damaged stores`,
      demanded: 'damaged records stop the start and are named, damaged media fail their own requests only',
      measured: `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};
