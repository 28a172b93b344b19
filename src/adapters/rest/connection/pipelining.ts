import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers the requests of one connection one after the other, so many of them waiting, and closes it at one more.
 *
 * Node begins every request of the 64 KiB that it reads at a time: some thousand small ones, from each of a few dozen
 * connections, would keep everybody else waiting for half a minute. And of those that it has begun it tells only the
 * first when the connection breaks: the others would never come to an end.
 */
export const oneByOne = (most: number, listener: Listener): Listener => {
  /** What waits behind the request that is being answered; none of it has begun. */
  const lines = new WeakMap<Socket, (() => void)[]>();

  const beginNext = (socket: Socket): void => {
    const begin = socket.destroyed ? undefined : lines.get(socket)?.shift();
    if (begin === undefined) lines.delete(socket);
    else begin();
  };

  return (request, response) => {
    const { socket } = request;
    // Parsed ahead, together with the one that was too many.
    if (socket.destroyed) return;
    const begin = (): void => {
      // The next answer gets the connection right after this one has closed.
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
