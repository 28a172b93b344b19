import { type Logger } from 'pino';
import { type Registry } from 'prom-client';
import { type GetMessage, type ListMessages } from '../../domain/use-cases/read-messages/call.js';
import { type SendMediaMessage } from '../../domain/use-cases/send-media-message/call.js';
import { type GrpcLimits } from './contract/grpc-limits.js';

/** What the door needs: use cases, limits and observers. */
export interface GrpcServerParts {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly listMessages: ListMessages;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly limits?: Partial<GrpcLimits>;
}
