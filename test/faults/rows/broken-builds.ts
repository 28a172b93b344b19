import { catchBrokenBuilds } from '../catch-broken-builds.js';
import { type Part } from '../part.js';
import { whyNoStrace } from '../strace.js';

export const brokenBuildRows: Part = async (trial, scale) => {
  const why = whyNoStrace();
  const courts = [
    ...(why === null ? (['order'] as const) : []),
    'cuts' as const,
    ...(scale === 'whole' ? (['kills'] as const) : []),
  ];
  const convictions = await catchBrokenBuilds(trial, { courts, kills: 100, traced: scale === 'whole' ? 20 : 5 });
  const rows = convictions.map(({ build, court, charges }) => ({
    trial: `a build that ${build}`,
    demanded: `noticed by ${{ order: 'the order of system calls', kills: 'random kills', cuts: 'cut uploads' }[court]}`,
    measured: charges[0] ?? 'passed for sound',
    holds: charges.length > 0,
  }));
  const demanded = 'noticed by the order of system calls';
  return why === null ? rows : [...rows, { trial: 'builds that sync too late', demanded, measured: why, holds: null }];
};
