import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers the requests of one connection one after the other. At most `most` of them may wait; at one more the
 * connection is closed.
 *
 * Node starts every request in the 64 KiB that it reads at a time. A few dozen connections with some thousand small
 * requests each would keep all others waiting for half a minute. When the connection breaks, Node notifies only the
 * first of the started requests, so the others would never end.
 */
export const oneByOne = (most: number, listener: Listener): Listener => {
  /** The requests that wait behind the running one. None of them has started. */
  const lines = new WeakMap<Socket, (() => void)[]>();

  const beginNext = (socket: Socket): void => {
    const begin = socket.destroyed ? undefined : lines.get(socket)?.shift();
    if (begin === undefined) lines.delete(socket);
    else begin();
  };

  return (request, response) => {
    const { socket } = request;
    // A request that Node parsed together with the one over the limit.
    if (socket.destroyed) return;
    const begin = (): void => {
      // The next answer gets the connection right after this one is closed.
      response.once('close', () => setImmediate(beginNext, socket));
      listener(request, response);
    };
    const line = lines.get(socket);
    if (line === undefined) {
      lines.set(socket, []);
      begin();
    } else if (line.length < most) line.push(begin);
    else socket.destroy();
  };
};
