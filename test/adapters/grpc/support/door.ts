import * as E from 'fp-ts/lib/Either.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type MessageServiceClient } from '../../../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { type GrpcServer, type GrpcServerParts, makeGrpcServer } from '../../../../src/adapters/grpc/server.js';
import { type SendMediaAnswer, type SendMediaCall } from '../../../../src/domain/use-cases/send-media-message/call.js';
import { connect } from '../../../support/grpc-client.js';
import { answerOf, readAll, receipt, type Seen } from '../../rest/support/server.js';
import { makeLoopShares } from '../../../../src/kit/loop/loop-shares.js';
import { everyLine } from '../../../support/every-line.js';

export interface TestDoor {
  readonly address: string;
  readonly client: MessageServiceClient;
  readonly door: GrpcServer;
  /** What the calls brought, in the order in which they had been read. */
  readonly seen: Seen[];
  readonly logged: () => string;
  readonly close: () => Promise<void>;
}

export interface DoorOptions extends Partial<GrpcServerParts> {
  readonly port?: number;
  /** In place of reading everything and answering with the receipt, or the fault of the body. */
  readonly answer?: (call: SendMediaCall) => Promise<SendMediaAnswer>;
}

/** The real door on a socket, in front of a use case that reads all and says yes. */
export const openDoor = async ({ answer, port = 0, ...parts }: DoorOptions = {}): Promise<TestDoor> => {
  const seen: Seen[] = [];
  const lines: string[] = [];
  const readAndAccept = async (call: SendMediaCall): Promise<SendMediaAnswer> => {
    const all = await readAll(call);
    seen.push(all);
    return answerOf(all.fault === null ? E.right(receipt) : E.left(all.fault));
  };
  const door = makeGrpcServer({
    sendMediaMessage: answer ?? readAndAccept,
    getMessage: () => Promise.reject(new TypeError('no message')),
    listMessages: () => Promise.reject(new TypeError('no messages')),
    metrics: new Registry(),
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
    refusals: everyLine,
    loop: makeLoopShares(),
    ...parts,
  });
  const address = `127.0.0.1:${(await door.listen('127.0.0.1', port)).port}`;
  const client = connect(address);
  return {
    address,
    client,
    door,
    seen,
    logged: () => lines.join(''),
    close: async () => {
      client.close();
      await door.close(0);
    },
  };
};
