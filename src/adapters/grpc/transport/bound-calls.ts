import { type ServerHttp2Stream, constants } from 'node:http2';
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  status,
} from '@grpc/grpc-js';
import { type Timer } from '../../../kit/time/timer.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { makeMessageJoiner, type MessageJoiner, TooManyPieces } from './message-joiner.js';

/** Non-public properties of a call, in the version that package.json pins. A test checks that they take effect. */
interface CallInternals {
  readonly stream: ServerHttp2Stream;
  decoder: Pick<MessageJoiner, 'write'>;
  maxReceiveMessageSize: number;
}

/**
 * Bounds what a call may bring, before its handler runs. An upload brings a message after the other, and has its own
 * clock (`pull.ts`). All else brings small messages: one, which must be whole in time, or some (reflection) with no
 * long pause between two (SAFETY.md N3). What is late is answered DEADLINE_EXCEEDED.
 */
export const boundCalls =
  (limits: GrpcLimits, isUpload: (path: string) => boolean, timer: Timer): ServerInterceptor =>
  (method, call) => {
    const internals = call as ServerInterceptingCallInterface & CallInternals;
    const { stream } = internals;
    const messageBytes = isUpload(method.path) ? limits.messageBytes : limits.smallMessageBytes;
    const joiner = makeMessageJoiner({ ...limits, messageBytes });
    let onWhole = (): void => undefined;

    internals.maxReceiveMessageSize = messageBytes;
    internals.decoder = {
      write: (piece) => {
        try {
          const messages = joiner.write(piece);
          if (messages.length > 0) onWhole();
          return messages;
        } catch (cause) {
          if (!(cause instanceof TooManyPieces)) throw cause;
          stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
          return [];
        }
      },
    };
    if (!isUpload(method.path)) {
      const clock = startClock(limits.smallMessageTime, timer, () =>
        call.sendStatus({ code: status.DEADLINE_EXCEEDED, details: LATE }),
      );
      stream.once('end', clock.stop).once('close', clock.stop);
      if (method.requestStream && method.responseStream) onWhole = clock.restart;
    }
    return new ServerInterceptingCall(call);
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
