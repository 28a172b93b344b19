import { constants, type ServerHttp2Stream } from 'node:http2';
import {
  type Metadata,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { type AccountId } from '../../../domain/model/account/account.js';
import { type Budget } from '../../../kit/budget.js';
import { type ShareHolding, type Shares } from '../../../kit/shares.js';
import { type Timer } from '../../../kit/time/timer.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { holdCall } from './call-holding.js';
import { type Connection } from '../connection/connection.js';
import { makeMessageJoiner, TooManyPieces } from './message-joiner.js';
import { piecesIn } from '../connection/small-pieces.js';

/** Non-public properties of a call, in the version that package.json pins. A test checks that they take effect. */
interface CallInternals {
  readonly stream: ServerHttp2Stream;
  readonly isReadPending: boolean;
  decoder: { readonly write: (piece: Buffer) => Buffer[] };
  maxReceiveMessageSize: number;
}

interface BoundCallsParts {
  readonly limits: GrpcLimits;
  readonly isUpload: (path: string) => boolean;
  /** Whether a method asks for a token. Its handler reads only once the token is accepted. */
  readonly asksForToken: (path: string) => boolean;
  readonly connectionOf: (stream: ServerHttp2Stream) => Connection | undefined;
  readonly budget: Budget;
  /** How much of the budget the unfinished messages of one account take. */
  readonly shares: Shares<AccountId>;
  /** Is given the function that says whose call this is, under the metadata that its handler sees. */
  readonly onHead: (metadata: Metadata, belongsTo: (account: AccountId) => void) => void;
  readonly timer: Timer;
}

/**
 * Bounds what a call may bring, before its handler runs. An upload brings a message after the other, and has its own
 * clock (`pull.ts`). All else brings small messages: one, which must be whole in time, or some (reflection) with no
 * long pause between two (SAFETY.md N3). What is late is answered DEADLINE_EXCEEDED.
 */
export const boundCalls =
  ({
    limits,
    isUpload,
    asksForToken,
    connectionOf,
    budget,
    shares,
    onHead,
    timer,
  }: BoundCallsParts): ServerInterceptor =>
  (method, call) => {
    const internals = call as ServerInterceptingCallInterface & CallInternals;
    const { stream } = internals;
    const connection = connectionOf(stream);
    const messageBytes = isUpload(method.path) ? limits.messageBytes : limits.smallMessageBytes;
    const joiner = makeMessageJoiner({ ...limits, messageBytes });
    const holding = holdCall(stream, budget, limits, timer, () => connection?.hangUp());
    let share: ShareHolding | null = null;
    let onWhole = (): void => undefined;

    internals.maxReceiveMessageSize = messageBytes;
    internals.decoder = {
      write: (piece) => {
        try {
          const messages = joiner.write(piece, piecesIn(piece));
          holding.incoming(joiner.held());
          if (share?.hold(joiner.held()) === false) stream.pause();
          if (messages.length > 0) onWhole();
          return messages;
        } catch (cause) {
          if (!(cause instanceof TooManyPieces)) throw cause;
          stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
          return [];
        }
      },
    };
    stream.once('end', () => connection?.served()).once('close', () => share?.release());
    if (!isUpload(method.path)) {
      const clock = startClock(limits.smallMessageTime, timer, () =>
        call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: LATE }),
      );
      stream.once('end', clock.stop).once('close', clock.stop);
      if (method.requestStream && method.responseStream) onWhole = clock.restart;
    }

    const bounded = new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, take) => {
            onHead(metadata, (account) => {
              share ??= shares.open(account, () => internals.isReadPending && stream.resume());
            });
            take(metadata);
          },
          onReceiveMessage: (message, take) =>
            connection === undefined ? take(message) : connection.inTurn(() => take(message), 1),
        }),
      sendStatus: (sent, next) => {
        next(sent);
        holding.answered(true);
      },
      sendMessage: (message, next) => {
        next(message);
        holding.answered(false);
      },
    });
    if (asksForToken(method.path)) {
      const startRead = bounded.startRead.bind(bounded);
      let accepted = false;
      bounded.startRead = () => {
        if (!accepted && connection !== undefined) {
          accepted = true;
          holding.accepted();
          stream.once('close', connection.keep());
        }
        startRead();
      };
    }
    return bounded;
  };

const LATE = 'The request did not become whole in time.';

const startClock = (milliseconds: number, timer: Timer, run: () => void) => {
  let stop = timer(milliseconds, run);
  return {
    stop: () => stop(),
    restart: () => {
      stop();
      stop = timer(milliseconds, run);
    },
  };
};
