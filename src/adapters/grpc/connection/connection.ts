import { type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type Socket } from 'node:net';
import { type Budget } from '../../../kit/budget.js';
import { type Time } from '../../../kit/time/timer.js';
import { makeBrokenLook } from './broken-look.js';
import { type ReadingTurns } from '../../../kit/loop/reading-turns.js';
import { tapOf } from '../../../kit/loop/socket-tap.js';
import { type Turns } from '../../../kit/loop/turns.js';
import { makePace, type Pace, type PaceLimits } from './pace.js';
import { joinSmallPieces } from './small-pieces.js';
import { makeStreamRate, type StreamRateLimits } from './stream-rate.js';
import { makeValve } from './valve.js';

export interface ConnectionLimits extends PaceLimits, StreamRateLimits {
  /** How many pieces may lie on a connection's streams unread. Beyond that it is not read. */
  readonly unreadPieces: number;
}

/** What the connections of the door share. */
export interface Shared {
  /** How many connections are open. */
  readonly places: Budget;
  readonly reading: ReadingTurns;
  readonly turns: Turns;
}

/** One connection, as the door bounds it. */
export interface Connection {
  /** Something was read on it, outside of its streams. */
  readonly took: () => void;
  /** Its session reads it from now on. */
  readonly handOver: () => void;
  readonly inTurn: Pace['inTurn'];
  /** Follows a stream that has begun. */
  readonly begun: (stream: ServerHttp2Stream) => void;
  /** A whole request came: of all strangers, this connection is now the last to be closed for a newcomer. */
  readonly served: () => void;
  /** A token was accepted on it. Until the function that it returns is called, strangers are closed before it. */
  readonly keep: () => () => void;
  readonly hangUp: () => void;
  /** Looks whether the peer has broken the protocol, and destroys the connection then. To be called now and then. */
  readonly look: (session: ServerHttp2Session) => void;
}

/** Where the door is full, the connection that has waited longest for a whole request is closed for a newcomer. */
export const makeConnection = (
  socket: Socket,
  limits: ConnectionLimits,
  { places, reading, turns }: Shared,
  time: Time,
): Connection => {
  const tap = tapOf(socket);
  const valve = makeValve(tap);
  const reader = reading.join({ stop: () => valve.stop('door'), start: () => valve.start('door') });
  const pace = makePace(limits, valve, turns, time.now, setImmediate);
  const rate = makeStreamRate(limits, valve, time);
  const look = makeBrokenLook(socket);
  const place = places.open(() => socket.destroy());
  let unread = 0;
  let kept = 0;

  socket.once('close', () => {
    place.release();
    reader.leave();
    rate.close();
  });
  place.hold(1);

  const read = (pieces: number): void => {
    unread -= pieces;
    if (unread <= limits.unreadPieces / 2) valve.start('pieces');
  };

  return {
    took: reader.took,
    handOver: tap.handOver,
    inTurn: pace.inTurn,
    begun: (stream) => {
      // The library, the log and each bound listen for its end. Node warns of more than ten.
      stream.setMaxListeners(20);
      look.heard();
      reader.took();
      rate.begun();
      let lying = 0;
      const push = stream.push.bind(stream);
      // The stream keeps each piece as an object until somebody reads it.
      const keep = (piece: Buffer | null): boolean => {
        if (stream.destroyed) return false;
        if (piece === null) return push(piece);
        lying += 1;
        unread += 1;
        if (unread > limits.unreadPieces) valve.stop('pieces');
        return push(piece);
      };
      const join = joinSmallPieces(keep, setImmediate);
      // Node pushes each DATA frame.
      stream.push = (piece: Buffer | null) => {
        if (piece === null) return join(piece);
        look.heard();
        reader.took();
        pace.took();
        return join(piece);
      };
      stream.on('data', () => {
        lying -= 1;
        read(1);
      });
      stream.once('close', () => {
        read(lying);
        lying = 0;
      });
    },
    served: () => place.rank(kept > 0 ? 'kept' : 'stranger'),
    keep: () => {
      kept += 1;
      if (kept === 1) place.rank('kept');
      let over = false;
      return () => {
        if (over) return;
        over = true;
        kept -= 1;
        if (kept === 0) place.rank('stranger');
      };
    },
    hangUp: () => socket.destroy(),
    look: look.look,
  };
};
