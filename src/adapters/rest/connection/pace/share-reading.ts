import { type Socket } from 'node:net';
import { type ReadingTurns } from '../../../../kit/loop/reading-turns.js';
import { tapOf } from '../../../../kit/loop/socket-tap.js';

/** Gives this connection its share of what is read in one turn of the loop. To be called after `paceReading`. */
export const shareReading = (socket: Socket, reading: ReadingTurns): void => {
  const { took, leave } = reading.join(tapOf(socket));
  const push = socket.push.bind(socket);
  socket.push = (chunk: Buffer | null) => {
    took();
    return push(chunk);
  };
  socket.once('close', leave);
};
