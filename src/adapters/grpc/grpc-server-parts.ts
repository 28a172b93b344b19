import { type Logger } from 'pino';
import { type Registry } from 'prom-client';
import { type GetMessage, type ListMessages } from '../../domain/use-cases/read-messages/call.js';
import { type SendMediaMessage } from '../../domain/use-cases/send-media-message/call.js';
import { type LoopShares } from '../../kit/loop/loop-shares.js';
import { type LimitedLines } from '../../kit/logging/limited-lines.js';
import { type GrpcLimits } from './contract/grpc-limits.js';

/** What the door needs: use cases, limits and observers. */
export interface GrpcServerParts {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly listMessages: ListMessages;
  readonly metrics: Registry;
  readonly log: Logger;
  /** Bounds the log lines of refused strangers, of both doors together. */
  readonly refusals: LimitedLines;
  /** Its share of the event loop, of which both doors read by the same turns. */
  readonly loop: LoopShares;
  readonly limits?: Partial<GrpcLimits>;
}
