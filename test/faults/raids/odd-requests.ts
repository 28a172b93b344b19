import { setTimeout } from 'node:timers/promises';
import { request } from 'undici';
import { multipartType } from '../doors.js';
import { headers } from '../raw/frames.js';
import { callHead } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { headOf, statusOf } from '../raw/http.js';
import { many, openLine } from '../raw/line.js';
import { openPeer } from '../raw/peer.js';
import { type MoveReport, type Prey, type Raid, tally, tokenOf, unlawful } from './raid.js';
import { sendOfUrl } from './sends.js';

/** Targets that are no URL. */
const targets = ['http://[::1/healthz', 'http://[/', 'http://a:99999999/', 'https://%zz/', 'http://[::1]:x/healthz'];

const noUrls = async ({ restUrl }: Prey): Promise<MoveReport> => {
  const statuses = await many(targets.length, (index) => statusOf(restUrl, [headOf('GET', targets[index] ?? '')]));
  return { tried: targets.length, figures: tally(statuses), faults: unlawful(statuses, [400]), late: [] };
};

/** Sizes of a gRPC path, and what of it comes back at most, in bytes. */
const PATHS = [1_000, 12_000, 15_000, 30_000, 60_000];
const REPEATED = 512;

const longPaths = async ({ grpcAddress }: Prey): Promise<MoveReport> => {
  const found = await many(PATHS.length, async (index) => {
    const size = PATHS[index] ?? 0;
    const peer = await openPeer(grpcAddress);
    await peer.line.write(headers(1, literals(callHead(`/${'x'.repeat(size)}`)), true));
    const outcome = await peer.outcome(1);
    const repeats = peer.line.heard().length;
    peer.line.socket.destroy();
    return { size, outcome, repeats };
  });
  return {
    tried: found.length,
    figures: found.map(({ size, outcome, repeats }) => `${size} B: ${outcome}, ${repeats} B back`).join('; '),
    faults: found.filter(({ repeats }) => repeats > REPEATED).map(({ size }) => `a path of ${size} B came back`),
    late: [],
  };
};

/** Requests that were counted with this status. */
const countOf = async (restUrl: string, status: number): Promise<number> => {
  const { body } = await request(`${restUrl}/metrics`);
  const lines = (await body.text())
    .split('\n')
    .filter((line) => line.includes(`status="${status}"`) && /_count|_total/.test(line));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
};

/** Half an upload, and a send whose file is on its way: both callers are gone long before an answer. */
const cutRequests = async (prey: Prey): Promise<MoveReport> => {
  const before = await countOf(prey.restUrl, 404);
  const ids = Array.from({ length: 20 }, (_, index) => `cut-${index}`);
  const headers = (id: string) => ({ Authorization: `Bearer ${tokenOf(prey)}`, 'X-Request-Id': id });
  await many(ids.length, async (index) => {
    const id = ids[index] ?? '';
    const line = await openLine(prey.restUrl);
    const half =
      headOf('POST', '/messages/media', { ...headers(id), 'Content-Type': multipartType, 'Content-Length': '100000' }) +
      '--postcardfaults\r\nContent-Disposition: form-data; name="phone"\r\n\r\n+1415';
    await line.write(index % 2 === 0 ? half : sendOfUrl(tokenOf(prey), `${prey.fileUrl}/slow/${id}.jpg`, headers(id)));
    await setTimeout(300);
    line.socket.resetAndDestroy();
  });
  await setTimeout(1_000);
  const counted = (await countOf(prey.restUrl, 404)) - before;
  return {
    tried: ids.length,
    figures: `${counted} counted as 404`,
    faults: counted > 0 ? [`${counted} cut requests were counted as 404`] : [],
    late: [],
    unanswered: ids,
  };
};

export const oddRequests: Raid = () => [
  { name: 'targets that are no URL', run: noUrls },
  { name: 'long gRPC paths', run: longPaths },
  { name: 'requests that are cut before their answer', run: cutRequests },
];
