import { type ServerReadableStream } from '@grpc/grpc-js';
import { LATE, withinTime } from '../../../kit/time/within-time.js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { type UploadPart } from './upload-part.js';

/** The result of pulling the next part from a caller. */
export type Pulled =
  | UploadPart
  /** The caller has said that it sends no more, or is gone: the two look alike. */
  | { readonly _tag: 'HalfClose' }
  | { readonly _tag: 'TooSlow' };

/** Pulls the next part. Pulling is the backpressure: without it no more of the stream arrives. It never rejects. */
export type Pull = () => Promise<Pulled>;

/** Reads a call part by part, within the time that an upload may take. */
export const pullFrom = (
  call: ServerReadableStream<UploadPart, unknown>,
  { idleTime, uploadTime }: Pick<GrpcLimits, 'idleTime' | 'uploadTime'>,
): Pull => {
  const parts = call[Symbol.asyncIterator]() as AsyncIterator<UploadPart, undefined>;
  const endsAt = performance.now() + uploadTime;
  const next = async (): Promise<Pulled> => {
    try {
      return (await parts.next()).value ?? HALF_CLOSE;
    } catch {
      // The stream was destroyed: its caller has gone.
      return HALF_CLOSE;
    }
  };
  return async () => {
    const patience = Math.max(0, Math.min(idleTime, endsAt - performance.now()));
    const pulled = await withinTime(next(), patience);
    return pulled === LATE ? TOO_SLOW : pulled;
  };
};

const HALF_CLOSE = { _tag: 'HalfClose' } as const;
const TOO_SLOW = { _tag: 'TooSlow' } as const;
