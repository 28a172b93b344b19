import { fileURLToPath } from 'node:url';
import { loadSync, type MessageTypeDefinition, type PackageDefinition } from '@grpc/proto-loader';
import { type BadRequest, type BadRequest__Output } from './gen/google/rpc/BadRequest.gen.js';
import { type ErrorInfo, type ErrorInfo__Output } from './gen/google/rpc/ErrorInfo.gen.js';
import { type RetryInfo, type RetryInfo__Output } from './gen/google/rpc/RetryInfo.gen.js';
import { type Status, type Status__Output } from './gen/google/rpc/Status.gen.js';
import { type MessageServiceDefinition } from './gen/postcard/v1/MessageService.gen.js';

/** The folder of the contract. It is found in the same way from src/ and from dist/. */
export const protoFolder = new URL('../../../../proto/', import.meta.url);

/** The parts of the contract that the door uses. */
export interface Contract {
  readonly messageService: MessageServiceDefinition;
  readonly status: MessageTypeDefinition<Status, Status__Output>;
  readonly errorInfo: MessageTypeDefinition<ErrorInfo, ErrorInfo__Output>;
  readonly badRequest: MessageTypeDefinition<BadRequest, BadRequest__Output>;
  readonly retryInfo: MessageTypeDefinition<RetryInfo, RetryInfo__Output>;
}

/** Loads the contract with the options with which the types in gen/ were generated. */
export const loadContract = (): Contract => {
  const all = loadSync(['postcard/v1/messages.proto', 'google/rpc/status.proto', 'google/rpc/error_details.proto'], {
    includeDirs: [fileURLToPath(protoFolder)],
    keepCase: true,
    longs: String,
    enums: String,
    oneofs: true,
  });
  return {
    messageService: all['postcard.v1.MessageService'] as unknown as MessageServiceDefinition,
    status: messageOf(all, 'google.rpc.Status'),
    errorInfo: messageOf(all, 'google.rpc.ErrorInfo'),
    badRequest: messageOf(all, 'google.rpc.BadRequest'),
    retryInfo: messageOf(all, 'google.rpc.RetryInfo'),
  };
};

const messageOf = <I, O>(all: PackageDefinition, name: string): MessageTypeDefinition<I, O> =>
  all[name] as unknown as MessageTypeDefinition<I, O>;
