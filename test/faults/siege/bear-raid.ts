import { setTimeout } from 'node:timers/promises';
import { type Scale } from '../part.js';
import { type MoveReport } from '../raids/raid.js';
import { type RaidName, raids } from '../raids/raids.js';
import { type ServerProcess } from '../server-process.js';
import { type Stand } from '../stand.js';
import { type Held } from './loop.js';
import { type Quiet, startQuietCaller } from './quiet-caller.js';
import { type Scene } from './scene.js';

/** How one move was borne. */
export interface BorneMove {
  readonly name: string;
  readonly report: MoveReport;
  readonly held: Held;
  /** MiB that the server held at most, above what it held before the raid. */
  readonly growth: number;
}

/** How a raid was borne. */
export interface BorneRaid {
  readonly moves: readonly BorneMove[];
  readonly quietBefore: Quiet;
  readonly heldBefore: Held;
  readonly quiet: Quiet;
  /** MiB above what it held before the raid, once most of it was back or a minute was over, and after how long. */
  readonly stayed: number;
  readonly backAfter: number;
  /** Bytes that the server wrote into its log meanwhile and after it. */
  readonly logged: number;
  readonly isAlive: boolean;
  /** Request ids that were cut, and whose log line says a status all the same. */
  readonly answered: readonly string[];
}

/** In milliseconds: what comes before a raid, and how long memory may take to come back. */
const WARM_UP = 3_000;
const CALM = 5_000;
const MINUTE = 60_000;

/** Makes all moves of a raid on a server, a quiet caller beside them. */
export const bearRaid = async (
  { stand, server, raider, prey }: Scene,
  name: RaidName,
  scale: Scale,
): Promise<BorneRaid> => {
  if (scale === 'whole') await quietFor(stand, server, WARM_UP);
  await server.held();
  const quietBefore = await quietFor(stand, server, scale === 'whole' ? CALM : 0);
  const heldBefore = await server.held();
  const memory = server.privateMegabytes();
  const logBytes = server.logBytes();
  const stopQuiet = startQuietCaller(stand, server);
  const moves: BorneMove[] = [];
  for (const [index, { name: moveName }] of raids[name](scale).entries()) {
    if (!server.isAlive()) break;
    const order = { raid: name, scale, move: index, prey };
    moves.push({ name: moveName, ...(await bearMove(server, memory, () => raider.move(order))) });
  }
  const quiet = await stopQuiet();
  const peak = Math.max(...moves.map(({ growth }) => growth));
  const { stayed, backAfter } =
    scale === 'whole' ? await comeBack(stand, server, memory, peak) : { stayed: 0, backAfter: 0 };
  const cut = moves.flatMap(({ report }) => report.unanswered ?? []);
  return {
    moves,
    quietBefore,
    heldBefore,
    quiet,
    stayed,
    backAfter,
    logged: server.logBytes() - logBytes,
    isAlive: server.isAlive(),
    answered: answeredOf(server.log(), cut),
  };
};

const quietFor = async (stand: Stand, server: ServerProcess, milliseconds: number): Promise<Quiet> => {
  const stop = startQuietCaller(stand, server);
  await setTimeout(milliseconds);
  return stop();
};

const bearMove = async (
  server: ServerProcess,
  memory: number,
  make: () => Promise<MoveReport>,
): Promise<Omit<BorneMove, 'name'>> => {
  await server.held();
  let most = memory;
  const timer = setInterval(() => {
    if (server.isAlive()) most = Math.max(most, server.privateMegabytes());
  }, 50);
  const report = await make().finally(() => clearInterval(timer));
  return {
    report,
    held: await server.held(),
    growth: most - memory,
  };
};

/** Waits until most of the memory is back, at most a minute, while requests go on. */
const comeBack = async (
  stand: Stand,
  server: ServerProcess,
  memory: number,
  peak: number,
): Promise<{ readonly stayed: number; readonly backAfter: number }> => {
  const from = performance.now();
  const stop = startQuietCaller(stand, server);
  const growth = (): number => (server.isAlive() ? server.privateMegabytes() - memory : 0);
  while (growth() > mostlyBack(peak) && performance.now() - from < MINUTE) await setTimeout(500);
  const backAfter = performance.now() - from;
  await stop();
  return { stayed: growth(), backAfter };
};

/** MiB that may stay of what was held at the peak: a third of it, or what any load leaves behind. */
export const mostlyBack = (peak: number): number => Math.max(64, peak / 3);

/** Which of these requests have a line in a log that gives them a status. */
const answeredOf = (log: string, ids: readonly string[]): readonly string[] =>
  log.split('\n').flatMap((line) => {
    const id = ids.find((each) => line.includes(`"request_id":"${each}"`));
    if (id === undefined) return [];
    const { status } = JSON.parse(line) as { readonly status?: unknown };
    return typeof status === 'number' ? [`${id} is logged as ${status}`] : [];
  });
