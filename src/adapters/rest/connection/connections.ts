import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { type Budget, type Holding } from '../../../kit/budget.js';
import { type ReadingTurns } from '../../../kit/loop/reading-turns.js';
import { type Turns } from '../../../kit/loop/turns.js';
import { breakBody, type Exchange, isRunning, TOO_SLOW } from '../exchange/exchange.js';
import { bringsMore } from './brings-more.js';
import { type PacedReading, paceReading } from './pace/paced-reading.js';
import { shareReading } from './pace/share-reading.js';
import { rawAnswer } from './raw-answer.js';

/** What the connections of a door share (SAFETY.md N1, N2). */
export interface Shared {
  /** How many connections are open. */
  readonly places: Budget;
  /** Bytes that no request has taken yet: of heads that are not whole, and of what waits to be parsed. */
  readonly heads: Budget;
  readonly reading: ReadingTurns;
  readonly turns: Turns;
}

/** The open connections, and the last request that began on each. */
export interface Connections {
  readonly opened: (socket: Socket) => void;
  /** Node has parsed the head of a request. */
  readonly parsed: (request: IncomingMessage, response: ServerResponse) => void;
  /** It is this request's turn to be answered. */
  readonly began: (exchange: Exchange) => void;
  readonly currentOf: (socket: Socket) => Exchange | undefined;
  /** Whether bytes of this connection may have come that are not read or not parsed yet. */
  readonly isBehind: (socket: Socket) => boolean;
  /** Closes this connection if no request is running on it. */
  readonly closeIfIdle: (socket: Socket) => void;
  readonly closeIdle: () => void;
}

interface Connection {
  readonly place: Holding;
  readonly reading: PacedReading;
  /** Whether it is not read at the moment, because others have their turn. */
  readonly isWaiting: () => boolean;
  current: Exchange | undefined;
}

/**
 * Where the door is full, the connection that has waited longest for a whole request is closed for the newcomer. Those
 * with a running answer, or whose token was accepted, come last.
 */
export const makeConnections = ({ places, heads, reading: readingTurns, turns }: Shared): Connections => {
  const connections = new Map<Socket, Connection>();

  const closeIfIdle = (socket: Socket): void => {
    if (!isRunning(connections.get(socket)?.current)) socket.destroy();
  };

  /** Makes room. The caller learns why if it has sent a part of a head. */
  const close = (socket: Socket): void => {
    const connection = connections.get(socket);
    if (isRunning(connection?.current) || connection?.reading.isInHead() !== true || !socket.writable)
      return void socket.destroy();
    socket.write(rawAnswer(TOO_SLOW));
    socket.destroySoon();
  };

  /** The same, for bytes that hold too much. The reader of a body answers for itself. */
  const closeHead = (socket: Socket): void => {
    const current = connections.get(socket)?.current;
    if (isRunning(current) && current.onBroken !== null) breakBody(current, TOO_SLOW);
    else close(socket);
  };

  return {
    opened: (socket) => {
      const place = places.open(() => close(socket));
      const head = heads.open(() => closeHead(socket));
      const reading = paceReading(socket, turns, (bytes) => {
        const current = connections.get(socket)?.current;
        head.hold(isRunning(current) && current.isAccepted ? 0 : bytes);
      });
      const isWaiting = shareReading(socket, readingTurns);
      connections.set(socket, { place, reading, isWaiting, current: undefined });
      socket.once('close', () => {
        connections.delete(socket);
        place.release();
        head.release();
      });
      place.hold(1);
    },
    parsed: (request, response) => connections.get(request.socket)?.reading.began(request, response),
    began: (exchange) => {
      const { request, response } = exchange;
      const connection = connections.get(request.socket);
      if (connection === undefined) return;
      connection.current = exchange;
      const keep = (): void => {
        if (isRunning(exchange)) connection.place.rank('kept');
      };
      exchange.onAccepted = keep;
      if (bringsMore(request)) request.once('end', keep);
      else keep();
      response.once('close', () => connection.place.rank('stranger'));
    },
    currentOf: (socket) => connections.get(socket)?.current,
    isBehind: (socket) => {
      const connection = connections.get(socket);
      return connection !== undefined && (connection.reading.isBehind() || connection.isWaiting());
    },
    closeIfIdle,
    closeIdle: () => [...connections.keys()].forEach(closeIfIdle),
  };
};
