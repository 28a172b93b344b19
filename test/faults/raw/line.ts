import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A TCP connection that never throws: what breaks it only closes it. */
export interface Line {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  readonly isOpen: () => boolean;
  /** Writes bytes; resolves once the system has taken them, or the connection is closed. */
  readonly write: (bytes: Buffer | string) => Promise<void>;
  /** The first bytes that came, as latin1. */
  readonly heard: () => string;
}

export interface LineOptions {
  /** False for a peer that never reads. */
  readonly reads?: boolean;
  readonly onData?: (chunk: Buffer) => void;
}

/** How much of what comes is kept, in bytes. */
const KEPT = 65_536;

/** Opens a connection to an URL or to `host:port`. Resolves when it is open or has failed. */
export const openLine = async (to: string, { reads = true, onData }: LineOptions = {}): Promise<Line> => {
  const { hostname, port } = new URL(to.includes('://') ? to : `http://${to}`);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let heard = '';
  socket.on('error', () => undefined);
  if (reads)
    socket.on('data', (chunk: Buffer) => {
      if (heard.length < KEPT) heard += chunk.toString('latin1');
      onData?.(chunk);
    });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await Promise.race([closed, new Promise<void>((resolve) => socket.once('connect', resolve))]);
  return {
    socket,
    closed,
    isOpen: () => !socket.destroyed,
    write: async (bytes) => {
      if (socket.destroyed) return;
      const taken = new Promise<void>((resolve) => socket.write(bytes, () => resolve()));
      await Promise.race([taken, closed]);
    },
    heard: () => heard,
  };
};

/** Runs so many at once and waits for all of them. */
export const many = <A>(count: number, work: (index: number) => Promise<A>): Promise<A[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

/** Does `count` pieces of work, at most `atOnce` at a time. */
export const inTurn = async (count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  await many(Math.min(atOnce, count), async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  });
};

/** Waits until something has happened, at most so many milliseconds; whether it has. */
export const within = (milliseconds: number, happened: Promise<unknown>): Promise<boolean> =>
  Promise.race([happened.then(() => true), setTimeout(milliseconds, false, { ref: false })]);
