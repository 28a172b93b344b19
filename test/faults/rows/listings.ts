import { join } from 'node:path';
import { listEverything } from '../listings.js';
import { type Part } from '../part.js';
import { milliseconds, someOf } from '../report.js';
import { makeTempDir } from '../../support/temp-dir.js';

/** How long a page may take, in milliseconds. */
const LONGEST = 50;

export const listings: Part = async (_trial, scale) => {
  const count = scale === 'whole' ? 1_000_000 : 12_000;
  const folder = await makeTempDir();
  try {
    const { asked, longest, slowest, shorter } = await listEverything(join(folder.path, 'data'), count);
    return [
      {
        trial: `${asked.toLocaleString('en')} pages of ${count.toLocaleString('en')} messages, by every combination of filters`,
        demanded: `each is full or over within ${LONGEST} ms`,
        measured: `at most ${milliseconds(longest)} (${slowest})`,
        holds: true,
        inBounds: longest <= LONGEST,
      },
      {
        trial: 'short pages among them',
        demanded: 'at most one for 5 000 candidates',
        measured: `${shorter.length} more; ${someOf(shorter)}`,
        holds: shorter.length === 0,
      },
    ];
  } finally {
    await folder.remove();
  }
};
