import { type ServerHttp2Stream } from 'node:http2';
import { logVerbosity, type Metadata, Server, setLogVerbosity } from '@grpc/grpc-js';
import { type AccountId } from '../../domain/model/account/account.js';
import { makeBudget } from '../../kit/budget.js';
import { complainRarely } from '../../kit/logging/complain-rarely.js';
import { inTurns } from '../../kit/loop/in-turns.js';
import { makeShares } from '../../kit/shares.js';
import { quietTimer } from '../../kit/time/timer.js';
import { logCall } from './observe/call-log.js';
import { makeCallRegistry } from './transport/call-registry.js';
import { loadContract } from './contract/contract.js';
import { type GrpcLimits, grpcLimits } from './contract/grpc-limits.js';
import { type GrpcServerParts } from './grpc-server-parts.js';
import { addHealth } from './transport/health.js';
import { makeCallMetrics } from './observe/metrics.js';
import { getMessageCall, listMessagesCall } from './read-messages-calls.js';
import { addReflection } from './transport/reflection.js';
import { sendMediaCall } from './send-media-call.js';
import { makeErrorStatus } from './answer/status-details.js';
import { boundCalls } from './transport/bound-calls.js';
import { type Connection } from './connection/connection.js';
import { refuseHead } from './transport/refuse-head.js';
import { settleHead } from './transport/stream-head.js';
import { makeTransport } from './transport/transport.js';
import { decodeUnaryRequest } from './request/unary-request.js';
import { decodeUploadPart } from './request/upload-part.js';

export { type GrpcServerParts } from './grpc-server-parts.js';

export interface GrpcServer {
  /** Listens, on a free port if `port` is 0, and returns the port. Rejects if it cannot listen. */
  readonly listen: (host: string, port: number) => Promise<{ readonly port: number }>;
  /**
   * Stops: health says NOT_SERVING, no new call is taken, and running calls drain for up to `grace` milliseconds. Then
   * the remaining connections are closed. Returns whether all calls had ended.
   */
  readonly close: (grace: number) => Promise<boolean>;
}

const SERVICE = 'postcard.v1.MessageService';

/** Makes the library leave the one message of a call to its handler. On the wire nothing changes. */
const pulled = <M extends object>(method: M): M & { readonly requestStream: true } => ({
  ...method,
  requestStream: true,
});

/** The gRPC door: a streamed upload, and calls that read, in front of the use cases. */
export const makeGrpcServer = ({ metrics, log, refusals, loop, ...parts }: GrpcServerParts): GrpcServer => {
  const limits: GrpcLimits = { ...grpcLimits, ...parts.limits };
  // The library would write callers' metadata to stderr, tokens among it.
  setLogVerbosity(logVerbosity.NONE);
  const contract = loadContract();
  const { SendMediaMessage, GetMessage, ListMessages } = contract.messageService;
  const held = makeBudget(limits.heldBytes);
  let stopping = false;

  const owners = new WeakMap<Metadata, (account: AccountId) => void>();
  const connections = new WeakMap<ServerHttp2Stream, Connection>();
  const server = new Server({
    'grpc.max_receive_message_length': limits.messageBytes,
    'grpc.max_concurrent_streams': limits.streamsPerConnection,
    'grpc.keepalive_time_ms': limits.keepaliveTime,
    'grpc.keepalive_timeout_ms': limits.keepaliveTimeout,
    'grpc.max_connection_idle_ms': limits.connectionIdleTime,
    'grpc.max_connection_age_ms': limits.connectionAge,
    'grpc.max_connection_age_grace_ms': limits.connectionAgeGrace,
    // It keeps a record of each connection that nothing here reads.
    'grpc.enable_channelz': 0,
    interceptors: [
      boundCalls({
        limits,
        isUpload: (path) => path === SendMediaMessage.path,
        asksForToken: (path) => path.startsWith(`/${SERVICE}/`),
        connectionOf: (stream) => connections.get(stream),
        budget: held,
        shares: makeShares(limits.heldBytes / 2),
        onHead: (metadata, belongsTo) => owners.set(metadata, belongsTo),
        timer: inTurns(quietTimer, loop.turns),
      }),
    ],
  });
  const calls = makeCallRegistry(server);
  const answering = { errorStatus: makeErrorStatus(contract), log };
  calls.addService(
    {
      SendMediaMessage: {
        ...SendMediaMessage,
        requestDeserialize: decodeUploadPart(SendMediaMessage.requestDeserialize),
      },
      GetMessage: pulled({ ...GetMessage, requestDeserialize: decodeUnaryRequest(GetMessage.requestDeserialize) }),
      ListMessages: pulled({
        ...ListMessages,
        requestDeserialize: decodeUnaryRequest(ListMessages.requestDeserialize),
      }),
    },
    {
      SendMediaMessage: sendMediaCall({
        ...answering,
        sendMediaMessage: parts.sendMediaMessage,
        isStopping: () => stopping,
        limits,
        onAdmitted: (metadata, account) => owners.get(metadata)?.(account),
      }),
      GetMessage: getMessageCall(answering, parts.getMessage),
      ListMessages: listMessagesCall(answering, parts.listMessages),
    },
  );
  const health = addHealth(calls, [SERVICE]);
  addReflection(calls);

  const callMetrics = makeCallMetrics(metrics);
  const transport = makeTransport({
    server,
    limits,
    held,
    loop,
    onError: complainRarely(log),
    onStream: (stream, headers, rawHeaders, connection) => {
      connections.set(stream, connection);
      settleHead(headers, rawHeaders);
      logCall(stream, headers, calls.isMethod, { log, refusals, metrics: callMetrics });
      return !refuseHead(stream, headers[':path'] ?? '', rawHeaders, calls.isMethod, limits.headerBytes);
    },
  });

  return {
    listen: transport.listen,
    close: async (grace) => {
      health.stop();
      stopping = true;
      transport.stop();
      calls.endLasting();
      const ended = await transport.idle(grace);
      await transport.destroy();
      return ended;
    },
  };
};
