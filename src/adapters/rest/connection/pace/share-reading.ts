import { type Socket } from 'node:net';
import { type ReadingTurns } from '../../../../kit/loop/reading-turns.js';
import { tapOf } from '../../../../kit/loop/socket-tap.js';

/**
 * Gives this connection its share of what is read in one turn of the loop. To be called after `paceReading`. Returns
 * whether it waits for its turn.
 */
export const shareReading = (socket: Socket, reading: ReadingTurns): (() => boolean) => {
  const { took, isWaiting, leave } = reading.join(tapOf(socket));
  const push = socket.push.bind(socket);
  let isOver = false;
  const end = (): void => {
    isOver = true;
    leave();
  };
  socket.push = (chunk: Buffer | null) => {
    // Behind the end nothing is read. Where it were started again, the end would come again.
    if (chunk === null) end();
    else took();
    return push(chunk);
  };
  socket.once('close', end);
  return () => !isOver && isWaiting();
};
