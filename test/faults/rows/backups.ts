import { backUpUnderLoad } from '../backups.js';
import { cutBackups } from '../cut-backups.js';
import { backUpElsewhere } from '../full-backups.js';
import { type Part } from '../part.js';
import { someOf } from '../report.js';
import { whyNoVolumes } from '../volumes.js';

export const backups: Part = async (trial, scale) => {
  const { tries, whole, messages, faults } = await backUpUnderLoad(trial, scale === 'whole' ? 20 : 2, 6);
  const cut = await cutBackups(trial, scale === 'whole' ? 40 : 2, 8);
  const why = await whyNoVolumes();
  const elsewhere = why === null ? await backUpElsewhere(trial, scale === 'whole' ? [0, 40_000, 400_000] : [0]) : [];
  return [
    {
      trial: `${tries} backups under full load, each restored`,
      demanded: 'each message whole with its file, new ids after it, its keys replayed',
      measured: `${whole} of ${tries}, ${messages} messages in all; faults: ${someOf(faults)}`,
      holds: whole === tries && faults.length === 0,
    },
    {
      trial: `${cut.cuts} kills of backups and restores at random moments`,
      demanded: 'what was cut is refused (78), or is whole',
      measured: `${cut.finished} had ended before; faults: ${someOf(cut.faults)}`,
      holds: cut.faults.length === 0,
    },
    {
      trial: 'a backup on another file system, which then is full',
      demanded: 'files are copied; without room exit 1, a sentence, and nothing is left',
      measured: why ?? `faults: ${someOf(elsewhere)}`,
      holds: why === null ? elsewhere.length === 0 : null,
    },
  ];
};
