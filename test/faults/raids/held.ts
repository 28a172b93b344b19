import { setTimeout } from 'node:timers/promises';
import { type Scale } from '../part.js';
import { multipartType } from '../doors.js';
import { headers } from '../raw/frames.js';
import { askForSymbol, callHead, framed, getMessage, paths } from '../raw/grpc.js';
import { literals } from '../raw/hpack.js';
import { headOf } from '../raw/http.js';
import { many, openLine, within } from '../raw/line.js';
import { openPeer } from '../raw/peer.js';
import { type Move, type MoveReport, type Prey, type Raid, tokenOf } from './raid.js';

/** How many of each kind, how much each sends, and how long they hold on, in seconds. */
export interface Hold {
  readonly peers: number;
  readonly streams: number;
  readonly messageBytes: number;
  readonly webhooks: number;
  readonly webhookBytes: number;
  readonly heads: number;
  readonly partHeads: number;
  readonly seconds: number;
}

const none: Hold = {
  peers: 0,
  streams: 100,
  messageBytes: 1_000_000,
  webhooks: 0,
  webhookBytes: 3_000_000,
  heads: 0,
  partHeads: 0,
  seconds: 22,
};

/** SAFETY N2 and N3: a message and a webhook must be whole within 15 s, a head too (H1). A slower tick is allowed for. */
const PATIENCE = 20;

/** A connection of streams whose message is announced and lacks its last byte. How many streams are left in the end. */
const unfinishedCalls = async (prey: Prey, index: number, hold: Hold): Promise<number> => {
  const peer = await openPeer(prey.grpcAddress);
  const [path, token, message] = (
    [
      [paths.getMessage, null, getMessage(hold.messageBytes)],
      [paths.reflection, null, askForSymbol('x'.repeat(hold.messageBytes))],
      [paths.getMessage, tokenOf(prey, index), getMessage(hold.messageBytes)],
    ] as const
  )[index % 3] as readonly [string, string | null, Buffer];
  const unfinished = framed(message).subarray(0, -1);
  for (let at = 0; at < hold.streams; at += 1) {
    await peer.line.write(headers(2 * at + 1, literals(callHead(path, token))));
    void peer.data(2 * at + 1, unfinished, 16_384, false);
  }
  await setTimeout(hold.seconds * 1_000);
  const left = peer.line.isOpen() ? hold.streams - peer.over() : 0;
  peer.line.socket.destroy();
  return left;
};

/** A connection on which this is all that ever comes. Whether it is open so long after it was begun. */
const unfinished = async ({ restUrl }: Prey, [head, body]: readonly (string | Buffer)[], { seconds }: Hold) => {
  const line = await openLine(restUrl);
  await line.write(head ?? '');
  void line.write(body ?? '');
  await within(seconds * 1_000, line.closed);
  const isOpen = line.isOpen();
  line.socket.destroy();
  return isOpen;
};

/** All kinds of unfinished input at once, held for so long. */
export const holdOn = async (prey: Prey, some: Partial<Hold>): Promise<MoveReport> => {
  const hold = { ...none, ...some };
  const webhook = [
    headOf('POST', '/webhooks/whatsapp', {
      'Content-Type': 'application/json',
      'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}`,
      'Content-Length': String(hold.webhookBytes),
    }),
    Buffer.alloc(hold.webhookBytes - 1, ' '),
  ];
  // Many short fields: one field alone may not have so many bytes.
  const head = headOf('GET', '/healthz').slice(0, -2) + `X-A: ${'a'.repeat(95)}\r\n`.repeat(150);
  const partHead = [
    headOf('POST', '/messages/media', {
      Authorization: `Bearer ${tokenOf(prey)}`,
      'Content-Type': multipartType,
      'Content-Length': '1000000',
    }),
    `--postcardfaults\r\nContent-Disposition: form-data; name="phone"\r\n${`X-A: ${'a'.repeat(95)}\r\n`.repeat(140)}`,
  ];
  const [streams, webhooks, heads, partHeads] = await Promise.all([
    many(hold.peers, (index) => unfinishedCalls(prey, index, hold)),
    many(hold.webhooks, () => unfinished(prey, webhook, hold)),
    many(hold.heads, () => unfinished(prey, [head], hold)),
    many(hold.partHeads, () => unfinished(prey, partHead, hold)),
  ]);
  const left = {
    streams: streams.reduce((sum, count) => sum + count, 0),
    webhooks: webhooks.filter(Boolean).length,
    heads: heads.filter(Boolean).length,
    'part heads': partHeads.filter(Boolean).length,
  };
  const stayed = Object.entries(left).filter(([, count]) => count > 0);
  return {
    tried: hold.peers * hold.streams + hold.webhooks + hold.heads + hold.partHeads,
    figures: `${stayed.map(([what, count]) => `${count} ${what}`).join(', ') || 'none'} open after ${hold.seconds} s`,
    faults: [],
    late:
      hold.seconds < PATIENCE
        ? []
        : stayed.map(([what, count]) => `${count} ${what} were open after ${hold.seconds} s`),
  };
};

const move = (name: string, hold: Partial<Hold>): Move => ({ name, run: (prey) => holdOn(prey, hold) });

const moves: Record<Scale, readonly Move[]> = {
  whole: [
    move('400 unfinished gRPC messages', { peers: 4 }),
    move('150 unfinished webhooks', { webhooks: 150 }),
    move('2 000 connections of all kinds', { peers: 50, streams: 20, webhooks: 550, heads: 1_200, partHeads: 200 }),
  ],
  smoke: [
    move('some connections of all kinds', {
      peers: 3,
      streams: 5,
      messageBytes: 10_000,
      webhooks: 5,
      webhookBytes: 100_000,
      heads: 5,
      partHeads: 5,
      seconds: 1,
    }),
  ],
};

export const held: Raid = (scale) => moves[scale];
