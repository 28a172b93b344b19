import { readFileSync } from 'node:fs';
import { type EnumTypeDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import descriptor, { type IFileDescriptorSet } from 'protobufjs/ext/descriptor/index.js';
import { type CallRegistry } from './call-registry.js';
import { protoFolder } from '../contract/contract.js';

/**
 * Server reflection: clients like grpcurl need no .proto files. It serves the descriptors that buf wrote. The loader's
 * own descriptors lack the imported files, and then clients cannot resolve the types.
 */
export const addReflection = (calls: CallRegistry): void => {
  const set = readFileSync(new URL('descriptors.binpb', protoFolder));
  const { file: files } = descriptor.FileDescriptorSet.decode(set) as object as IFileDescriptorSet;
  const everything: EnumTypeDefinition = {
    format: 'Protocol Buffer 3 EnumDescriptorProto',
    type: {},
    // The only member that the service reads.
    fileDescriptorProtos: files.map((file) => Buffer.from(descriptor.FileDescriptorProto.encode(file).finish())),
  };
  new ReflectionService({ everything }).addToServer(calls);
};
