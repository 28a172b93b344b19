import { headOf } from '../raw/http.js';
import { many, openLine } from '../raw/line.js';
import { type MoveReport, type Prey, type Raid } from './raid.js';

/** Callers who read one file over and over, as fast as they get it. */
export const readers = async ({ restUrl, mediaUrl }: Prey, count: number, seconds: number): Promise<MoveReport> => {
  const until = performance.now() + seconds * 1_000;
  const request = headOf('GET', new URL(mediaUrl).pathname);
  let bytes = 0;
  const statuses = await many(count, async () => {
    const line = await openLine(restUrl, { onData: (chunk) => (bytes += chunk.length) });
    // One behind the other, so that there is always a next one.
    await line.write(request.repeat(4));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, until - performance.now())));
    const isFine = /^HTTP\/1\.1 200 /.test(line.heard());
    line.socket.destroy();
    return isFine;
  });
  const answered = statuses.filter(Boolean).length;
  return {
    tried: count,
    figures: `${answered} answered, ${Math.round(bytes / 1_048_576 / seconds)} MiB/s read`,
    faults: [],
    late: answered < count ? [`${count - answered} readers got no answer in ${seconds} s`] : [],
  };
};

export const manyReaders: Raid = (scale) => [
  {
    name: 'readers of one media link',
    run: (prey) => (scale === 'whole' ? readers(prey, 500, 15) : readers(prey, 5, 0.5)),
  },
];
