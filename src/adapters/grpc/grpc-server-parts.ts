import { type Logger } from 'pino';
import { type Registry } from 'prom-client';
import { type GetMessage, type ListMessages } from '../../domain/use-cases/read-messages/call.js';
import { type SendMediaMessage } from '../../domain/use-cases/send-media-message/call.js';
import { type GrpcLimits } from './contract/grpc-limits.js';

/** What the door stands in front of. */
export interface GrpcServerParts {
  readonly sendMediaMessage: SendMediaMessage;
  readonly getMessage: GetMessage;
  readonly listMessages: ListMessages;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly limits?: Partial<GrpcLimits>;
}
