import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { followChunks } from './chunk-framing.js';
import { behindLastHead, nextSlice, type Place, tailOf } from './slice.js';
import { type Turns } from '../../../../kit/loop/turns.js';

/** How a connection is read. */
export interface PacedReading {
  /** A request has begun on this connection. */
  readonly began: (request: IncomingMessage, response: ServerResponse) => void;
  /** Whether bytes have come that wait for their turn, or for the answer before them. */
  readonly isBehind: () => boolean;
  /** Whether a part of a request's head has come, and not yet the whole. */
  readonly isInHead: () => boolean;
}

/** The lines that are parsed at once, or half as many chunks. */
const LINES = 200;

/** The lines of one read that are parsed as they come: an ordinary head, and as many as there are in most files. */
const linesAtOnce = (bytes: number): number => 64 + Math.floor(bytes / 128);

const NOTHING = Buffer.alloc(0);
const NEW_HEAD: Place = { _tag: 'Head', tail: NOTHING };

/** How much is read behind a request that is being answered, in bytes: else its caller could not be seen to leave. */
const READ_AHEAD = 64 * 1_024;

/**
 * Stands between a socket and Node's parser, which would parse all that is read at once: 64 KiB with ten thousand
 * chunks. What has few lines is parsed as it comes. The rest is parsed in slices, each in its turn. While they wait,
 * nothing is read. Behind a request that is being answered, nothing is parsed.
 *
 * `hold` gets the bytes that no request has taken yet: those that wait, and those of a head that is not whole.
 *
 * Everything that a socket reads goes through `push`, and `_read` asks for more: this is how Node's `net` implements
 * `Readable`. To be called after the HTTP server's own listener, which would otherwise read past the socket's stream;
 * a listener for data ends that.
 */
export const paceReading = (socket: Socket, turns: Turns, hold: (bytes: number) => void): PacedReading => {
  const give = socket.push.bind(socket);
  const readMore = socket._read.bind(socket);
  /** What waits: bytes, or null for the end. */
  const waiting: (Buffer | null)[] = [];
  /** How much of the first chunk is already parsed. */
  let parsed = 0;
  let waitingBytes = 0;
  let place: Place = NEW_HEAD;
  let headBytes = 0;
  let last: IncomingMessage | undefined;
  let answers = 0;

  // A destroyed socket's parser may already serve another connection.
  const isFlowing = (): boolean => !socket.destroyed && !socket.isPaused();
  const isAnswering = (): boolean => answers > 0 && last?.complete === true;

  /** Passes a slice on, and finds out where the connection then stands. */
  const parse = (slice: Buffer, endsHead: boolean): void => {
    const before = { place, last };
    give(slice);
    const isNew = last !== before.last;
    if (last !== undefined && !last.complete) {
      headBytes = 0;
      place = isNew ? bodyOf(last, endsHead) : further(before.place, slice.length);
    } else if (!isNew && before.place._tag === 'Head') {
      headBytes += slice.length;
      place = { _tag: 'Head', tail: tailOf(before.place.tail, slice) };
    } else {
      const isExact = endsHead || (!isNew && before.place._tag !== 'Lines');
      headBytes = isExact ? 0 : behindLastHead(slice);
      place = isExact ? NEW_HEAD : { _tag: 'Head', tail: tailOf(NOTHING, slice) };
    }
  };

  /** Parses up to one slice of at most so many lines. Returns how many it had, or null if nothing may be parsed now. */
  const step = (mostLines: number): number | null => {
    const [first] = waiting;
    if (first === undefined || !isFlowing()) return null;
    if (first === null) {
      waiting.shift();
      give(null);
      socket.read(0);
      return 0;
    }
    if (isAnswering()) return null;
    if (mostLines <= 0 && place._tag !== 'Body') return null;
    const { end, lines, endsHead } = nextSlice(first, parsed, place, mostLines);
    const slice = first.subarray(parsed, end);
    if (end === first.length) {
      waiting.shift();
      waitingBytes -= first.length;
      parsed = 0;
    } else parsed = end;
    parse(slice, endsHead);
    return lines;
  };

  const go = (mostLines: number): void => {
    let left = mostLines;
    for (let lines = step(left); lines !== null; lines = step(left)) left -= lines;
    hold(waitingBytes + headBytes);
    if (waiting.length > 0 && isFlowing() && !isAnswering()) turns.add(turn);
  };
  const drop = (): void => {
    waiting.length = 0;
    waitingBytes = 0;
    parsed = 0;
  };
  const turn = (): void => go(LINES);
  const wake = (): void => {
    if (waiting.length > 0) go(0);
  };

  /** Whether all that waits is line ends, which some clients send behind a body. */
  const isBlank = (): boolean =>
    waiting.every((chunk, at) => /^[\r\n]*$/.test(chunk?.toString('latin1', at === 0 ? parsed : 0) ?? ''));

  /** Whether more may be read. Behind a running answer it is read on, so that the end of the connection is noticed. */
  const mayRead = (): boolean => waiting.length === 0 || (isAnswering() && waitingBytes < READ_AHEAD);

  socket.push = (chunk: Buffer | null) => {
    // The caller has left. Requests that it sent behind the running one are answered first.
    if (chunk === null && isAnswering() && isBlank()) drop();
    waiting.push(chunk);
    waitingBytes += chunk?.length ?? 0;
    if (waiting.length === 1) go(linesAtOnce(chunk?.length ?? 0));
    else hold(waitingBytes + headBytes);
    return mayRead() && !socket.isPaused();
  };
  socket._read = (size) => {
    if (mayRead()) readMore(size);
  };
  socket.on('resume', wake).once('close', drop);
  const ignore = (): void => undefined;
  socket.on('data', ignore).off('data', ignore);

  return {
    began: (request, response) => {
      last = request;
      answers += 1;
      response.once('close', () => {
        answers -= 1;
        setImmediate(wake);
      });
    },
    isBehind: () => waiting.length > 0,
    isInHead: () => headBytes > 0,
  };
};

/** Where a connection stands when the head of a request with a body was parsed. */
const bodyOf = ({ headers }: IncomingMessage, isRightBehindHead: boolean): Place => {
  if (!isRightBehindHead) return LINES_ONLY;
  if (headers['transfer-encoding'] !== undefined) return { _tag: 'Chunks', framing: followChunks() };
  const length = Number(headers['content-length'] ?? 0);
  return length > 0 ? { _tag: 'Body', left: length } : LINES_ONLY;
};

/** Where it stands when so many bytes more were parsed and the body goes on. The parser has the last word. */
const further = (place: Place, bytes: number): Place => {
  if (place._tag === 'Body' && place.left > bytes) return { _tag: 'Body', left: place.left - bytes };
  return place._tag === 'Chunks' && !place.framing.isOver() ? place : LINES_ONLY;
};

const LINES_ONLY: Place = { _tag: 'Lines' };
