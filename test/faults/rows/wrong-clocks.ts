import { type Part } from '../part.js';
import { someOf } from '../report.js';
import { startWithWrongClocks } from '../wrong-clocks.js';

export const wrongClocks: Part = async (trial) => {
  const faults = await startWithWrongClocks(trial);
  return [
    {
      trial: 'starts in 1972, with the right time, 400 days ahead and with the right time again',
      demanded: 'every earlier request, sent again under its key, is replayed',
      measured: `faults: ${someOf(faults)}`,
      holds: faults.length === 0,
    },
  ];
};
