import { type Part, type Scale } from '../part.js';
import { type RaidName } from '../raids/raids.js';
import { megabytes, milliseconds, percentile, type Row, seconds, someOf } from '../report.js';
import { bearRaid, type BorneRaid, mostlyBack } from '../siege/bear-raid.js';
import { type Held } from '../siege/loop.js';
import { type Quiet } from '../siege/quiet-caller.js';
import { openScene, type Scene } from '../siege/scene.js';

/** SAFETY N1 to N3 and S3, in milliseconds and MiB. */
const bounds = { held: 50, growth: 200, quiet: 250, webhook: 2_000 };

/**
 * What a machine that others use too may add: to a hold of the loop in milliseconds (the time in which it waits for a
 * processor is not counted, that of the threads and disks it waits for is), and to a wait as a factor.
 */
const allowance = { held: 25, wait: 1.5 };

const timesOf = ({ sends, calls, reads }: Quiet): readonly number[] => [...sends, ...calls, ...reads];

const holdOf = ({ own, longest }: Held): string =>
  `loop held ${milliseconds(own)} (${milliseconds(longest)} with waiting for a processor)`;

const rowOf = (name: RaidName, borne: BorneRaid): Row => {
  const { moves, quiet, quietBefore, stayed, backAfter, logged, isAlive, answered } = borne;
  const p99 = percentile(timesOf(quiet), 0.99);
  const p99Before = percentile(timesOf(quietBefore), 0.99);
  const webhook = percentile([0, ...quiet.webhooks], 1);
  const growth = Math.max(...moves.map((move) => move.growth));
  const worst = moves.reduce((one, other) => (other.held.own > one.held.own ? other : one));
  const sent = moves.reduce((sum, { report }) => sum + (report.sent ?? 0), 0);
  const late = moves.flatMap(({ report }) => report.late);
  const faults = [
    ...moves.flatMap((move) => move.report.faults.map((fault) => `${move.name}: ${fault}`)),
    ...quiet.faults.map((fault) => `beside it: ${fault}`),
    ...answered,
    ...(isAlive ? [] : ['the server died']),
  ];
  return {
    trial: `${moves.reduce((sum, { report }) => sum + report.tried, 0)} × ${name}`,
    demanded:
      `loop held ≤ ${bounds.held} ms, ≤ ${bounds.growth} MiB more and most of it back in a minute; a quiet caller's p99 doubles ` +
      `at most or is ≤ ${bounds.quiet} ms, a right webhook gets its 200 in ${bounds.webhook / 1_000} s`,
    measured:
      `${figuresOf(borne)}; ${holdOf(worst.held)} at most (${worst.name}; before ${holdOf(borne.heldBefore)}); ${megabytes(growth)} more at most, ${megabytes(stayed)} after ${seconds(backAfter)}; ` +
      `${sent === 0 ? '' : `${(logged / sent).toFixed(2)} B of log for each byte sent; `}quiet p99 ${milliseconds(p99Before)} before, ` +
      `${milliseconds(p99)} meanwhile, a right webhook ${milliseconds(webhook)} at most; late: ${someOf(late)}; faults: ${someOf(faults)}`,
    holds: faults.length === 0,
    inBounds:
      late.length === 0 &&
      moves.every((move) => move.held.own <= bounds.held + allowance.held) &&
      growth <= bounds.growth &&
      stayed <= mostlyBack(growth) &&
      p99 <= Math.max(bounds.quiet, 2 * p99Before) * allowance.wait &&
      webhook <= bounds.webhook * allowance.wait,
  };
};

const figuresOf = ({ moves }: BorneRaid): string =>
  moves.length > 4
    ? `the worst of ${moves.length}`
    : moves
        .map(({ name, report, held, growth }) => `${name}: ${report.figures} (${holdOf(held)}, ${megabytes(growth)})`)
        .join('; ');

/** What came of a raid on a server, as a row. */
export const raidRow = async (scene: Scene, name: RaidName, scale: Scale): Promise<Row> =>
  rowOf(name, await bearRaid(scene, name, scale));

/** Each raid on a server of its own. */
const partOf =
  (names: readonly RaidName[], named = 0): Part =>
  async (trial, scale) => {
    const rows: Row[] = [];
    for (const name of names) {
      const scene = await openScene(trial, { tokens: 5, named });
      rows.push(await raidRow(scene, name, scale).finally(scene.close));
    }
    return rows;
  };

/** Rows of `npm run test:faults` about SAFETY N1 to N5. */
export const raidParts = {
  pieces: partOf(['unsigned webhooks in chunks', 'JSON and form bodies in chunks', 'multipart uploads in chunks']),
  'grpc-pieces': partOf([
    'unary gRPC messages in DATA frames',
    'gRPC uploads in DATA frames',
    'gRPC uploads in small messages',
  ]),
  held: partOf(['input that never becomes whole']),
  unread: partOf(['answers that nobody reads']),
  streams: partOf(['gRPC streams begun in one packet']),
  crowds: partOf(['connections that fill a door']),
  'named-accounts': partOf(['unsigned webhooks that name 300 accounts'], 300),
  'many-accounts': partOf(['unsigned webhooks that name 3 000 accounts'], 3_000),
  conversions: partOf(['conversions of one account']),
  trickles: partOf(['downloads that trickle']),
  readers: partOf(['500 readers']),
  'odd-requests': partOf(['odd requests']),
  texts: partOf(['texts at their full length']),
  siege: partOf(['all of it at once'], 300),
} satisfies Record<string, Part>;
