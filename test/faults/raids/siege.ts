import { type Scale } from '../part.js';
import { paths } from '../raw/grpc.js';
import { largeOnes } from './conversions.js';
import { brokenPeers } from './crowds.js';
import { trickles } from './downloads.js';
import { holdOn } from './held.js';
import { unsigned } from './named-accounts.js';
import { smallMessages } from './grpc-pieces.js';
import { unsignedWebhooks, uploadsInChunks } from './pieces.js';
import { type MoveReport, type Prey, type Raid } from './raid.js';
import { readers } from './readers.js';
import { storm } from './streams.js';
import { leaveUnread } from './unread.js';

/** Accounts that a body of this raid names; the harness makes none of them. */
const NAMED = 300;

type Attack = (prey: Prey, seconds: number) => Promise<MoveReport>;

/** Does something again and again, with a short pause, until the time is over. */
const again =
  (attack: Attack): Attack =>
  async (prey, seconds) => {
    const until = performance.now() + seconds * 1_000;
    let tried = 0;
    const faults = new Set<string>();
    while (performance.now() < until) {
      const report = await attack(prey, seconds);
      tried += report.tried;
      for (const fault of report.faults) faults.add(fault);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    return { tried, figures: '', faults: [...faults], late: [] };
  };

const attacks = (scale: Scale): Readonly<Record<string, Attack>> => {
  const whole = scale === 'whole';
  return {
    'webhooks in pieces': again((prey) => unsignedWebhooks(prey, 1, whole ? 1_000_000 : 10_000, 1)),
    'bodies that name accounts': again((prey) => unsigned(prey, NAMED, whole ? 3_000_000 : 30_000, 1)),
    'uploads in pieces': again((prey) => uploadsInChunks(prey, 1, whole ? 200_000 : 10_000, 1)),
    'messages of one byte': again((prey) => smallMessages(prey, 1, whole ? 50_000 : 10_000, 1)),
    'unfinished input': (prey, seconds) =>
      holdOn(
        prey,
        whole
          ? { peers: 10, streams: 50, webhooks: 200, heads: 300, partHeads: 100, seconds }
          : {
              peers: 1,
              streams: 5,
              messageBytes: 1_000,
              webhooks: 2,
              webhookBytes: 1_000,
              heads: 2,
              partHeads: 2,
              seconds,
            },
      ),
    'answers left unread': (prey, seconds) =>
      leaveUnread(
        prey,
        whole
          ? { peers: 20, streams: 50, pipelines: 50, downloads: 50, seconds }
          : { peers: 1, streams: 5, pipelines: 1, downloads: 1, seconds },
      ),
    'streams that are reset': again((prey) => storm(prey, paths.getMessage, true, whole ? 1 : 0, whole ? 1_000 : 100)),
    'broken peers': again((prey) => brokenPeers(prey, whole ? 300 : 5)),
    'large webps': again((prey) => largeOnes(prey, whole ? 5_000 : 100, whole ? 4 : 1)),
    'files that trickle': (prey, seconds) => trickles(prey, seconds),
    readers: (prey, seconds) => readers(prey, whole ? 50 : 2, seconds),
  };
};

export const siege: Raid = (scale) => [
  {
    name: 'all of it at once',
    run: async (prey) => {
      const seconds = scale === 'whole' ? 60 : 2;
      const reports = await Promise.all(
        Object.entries(attacks(scale)).map(async ([name, attack]) => ({ name, report: await attack(prey, seconds) })),
      );
      return {
        tried: reports.reduce((sum, { report }) => sum + report.tried, 0),
        figures: reports.map(({ name, report }) => `${report.tried} × ${name}`).join(', '),
        // Whoever attacks may be refused for it, so wrong answers are judged where each is done alone.
        faults: [],
        late: [],
      };
    },
  },
];
