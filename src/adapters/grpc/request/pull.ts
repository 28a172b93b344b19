import { type ServerReadableStream } from '@grpc/grpc-js';
import { type GrpcLimits } from '../contract/grpc-limits.js';
import { type UploadPart } from './upload-part.js';

/** What comes of asking a caller for its next part. */
export type Pulled =
  | UploadPart
  /** The caller has said that it sends no more, or is gone: the two look alike. */
  | { readonly _tag: 'HalfClose' }
  | { readonly _tag: 'TooSlow' };

/** Asks for the next part. Only asking lets more of the stream come: it is the backpressure. It never rejects. */
export type Pull = () => Promise<Pulled>;

/** Reads a call part by part, within the time that an upload may take. */
export const pullFrom = (
  call: ServerReadableStream<UploadPart, unknown>,
  { idleTime, uploadTime }: Pick<GrpcLimits, 'idleTime' | 'uploadTime'>,
): Pull => {
  const parts = call[Symbol.asyncIterator]() as AsyncIterator<UploadPart, undefined>;
  const endsAt = performance.now() + uploadTime;
  return () =>
    new Promise((resolve) => {
      const patience = Math.max(0, Math.min(idleTime, endsAt - performance.now()));
      const timer = setTimeout(resolve, patience, TOO_SLOW);
      parts
        .next()
        .then(
          ({ value }) => resolve(value ?? HALF_CLOSE),
          // The stream was torn down: nobody is there any more.
          () => resolve(HALF_CLOSE),
        )
        .finally(() => clearTimeout(timer));
    });
};

const HALF_CLOSE = { _tag: 'HalfClose' } as const;
const TOO_SLOW = { _tag: 'TooSlow' } as const;
