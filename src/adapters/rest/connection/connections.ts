import { type Socket } from 'node:net';
import { type Exchange } from '../exchange/exchange.js';

/** The open connections, and the last request that began on each. */
export interface Connections {
  readonly opened: (socket: Socket) => void;
  readonly began: (exchange: Exchange) => void;
  readonly currentOf: (socket: Socket) => Exchange | undefined;
  /** Closes this connection if no request is running on it. */
  readonly closeIfIdle: (socket: Socket) => void;
  readonly closeIdle: () => void;
}

export const makeConnections = (): Connections => {
  const sockets = new Set<Socket>();
  const exchanges = new WeakMap<Socket, Exchange>();
  const closeIfIdle = (socket: Socket): void => {
    const response = exchanges.get(socket)?.response;
    if (response === undefined || response.writableFinished || response.destroyed) socket.destroy();
  };
  return {
    opened: (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    },
    began: (exchange) => void exchanges.set(exchange.request.socket, exchange),
    currentOf: (socket) => exchanges.get(socket),
    closeIfIdle,
    closeIdle: () => sockets.forEach(closeIfIdle),
  };
};
