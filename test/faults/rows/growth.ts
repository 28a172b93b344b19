import { type Growth } from '../grown-store.js';
import { compareGrown, type Pair, type TimesOfBoth } from '../growth.js';
import { type Part } from '../part.js';
import { megabytes, milliseconds, type Row, seconds } from '../report.js';

const whole: Growth = { contacts: 50_000, files: 100_000, messages: 1_000_000, deliveries: 100_000 };
const taste: Growth = { contacts: 100, files: 200, messages: 2_000, deliveries: 200 };
/** What a store that grew may cost more than an empty one. */
const MOST_RATIO = 1.2;

export const growth: Part = async (trial, scale) => {
  const size = scale === 'whole' ? whole : taste;
  const report = await compareGrown(trial, size, scale === 'whole' ? 40 : 1);
  const { messages, files, deliveries } = size;
  const many =
    `${messages.toLocaleString('en')} messages and their events, ${files.toLocaleString('en')} files, ` +
    `${deliveries.toLocaleString('en')} deliveries that wait for an endpoint that hangs`;
  const ratio = ({ empty, grown }: Pair): string => (grown / empty).toFixed(2);
  const both = (pair: Pair, unit: (value: number) => string): string =>
    `${unit(pair.grown)} beside ${unit(pair.empty)}: ${ratio(pair)}`;
  const row = (what: string, measured: string, { empty, grown }: Pair): Row => ({
    trial: `${many}: ${what}`,
    demanded: `at most ${MOST_RATIO} times an empty store's`,
    measured,
    holds: true,
    inBounds: grown <= MOST_RATIO * empty,
  });
  const times = (what: string, { median, p99 }: TimesOfBoth): Row =>
    row(`p99 of ${what}`, `${both(p99, milliseconds)} (medians ${both(median, milliseconds)})`, p99);
  return [
    {
      trial: `${many}: start`,
      demanded: 'ready in 10 s',
      measured: `${milliseconds(report.readyAfter)} (made in ${seconds(report.grownIn)})`,
      holds: true,
      inBounds: report.readyAfter <= 10_000,
    },
    {
      trial: `${many}: sweep`,
      demanded: 'over in 30 s',
      measured: seconds(report.sweptIn),
      holds: true,
      inBounds: report.sweptIn <= 30_000,
    },
    times('a send', report.sends),
    times('a download', report.downloads),
    times('a page of messages', report.pages),
    row('memory', both(report.memory, megabytes), report.memory),
    {
      trial: `${many}: p99 of a send while the sweep of the start runs`,
      demanded: '',
      measured: milliseconds(report.whileSweeping),
      holds: true,
    },
  ];
};
