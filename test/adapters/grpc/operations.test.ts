import { once } from 'node:events';
import { createRequire } from 'node:module';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { service as healthService } from 'grpc-health-check';
import protobuf from 'protobufjs';
import descriptor, { type IFileDescriptorProto } from 'protobufjs/ext/descriptor/index.js';
import { type SendMediaAnswer } from '../../../src/domain/use-cases/send-media-message/call.js';
import { begin, connect, fileParts, send } from '../../support/grpc-client.js';
import { until } from '../../support/until.js';
import { answerOf, readAll, receipt } from '../rest/support/server.js';
import { openDoor, type TestDoor } from './support/door.js';

const metadata = { phone: '14155550123', media_type: 'MEDIA_TYPE_IMAGE', file_name: 'a.jpg' } as const;
const picture = Buffer.from('a picture');
const { OK, UNAVAILABLE, NOT_FOUND } = grpc.status;

interface HealthClient extends grpc.Client {
  readonly check: (
    request: object,
    done: (error: grpc.ServiceError | null, answer?: { status: string }) => void,
  ) => void;
  readonly watch: (request: object) => grpc.ClientReadableStream<{ status: string }>;
}
const HealthClient = grpc.makeClientConstructor(healthService, 'Health');
const healthOf = ({ address }: TestDoor): HealthClient =>
  new HealthClient(address, grpc.credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  }) as unknown as HealthClient;

const check = (client: HealthClient, service: string): Promise<string | grpc.status> =>
  new Promise((resolve) => client.check({ service }, (error, answer) => resolve(error?.code ?? answer?.status ?? '')));

const reflectionProto = createRequire(import.meta.url).resolve(
  '@grpc/reflection/build/proto/grpc/reflection/v1/reflection.proto',
);
const Reflection = grpc.makeClientConstructor(
  loadSync(reflectionProto, { keepCase: true, oneofs: true })[
    'grpc.reflection.v1.ServerReflection'
  ] as grpc.ServiceDefinition,
  'ServerReflection',
);
interface ReflectionAnswer {
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly error_response?: { readonly error_code: number };
}
interface ReflectionClient extends grpc.Client {
  readonly ServerReflectionInfo: () => grpc.ClientDuplexStream<object, ReflectionAnswer>;
}

const reflect = async ({ address }: TestDoor, ...requests: object[]): Promise<ReflectionAnswer[]> => {
  const client = new Reflection(address, grpc.credentials.createInsecure()) as unknown as ReflectionClient;
  const call = client.ServerReflectionInfo();
  for (const request of requests) call.write(request);
  call.end();
  const answers: ReflectionAnswer[] = [];
  for await (const answer of call) answers.push(answer as ReflectionAnswer);
  client.close();
  return answers;
};

describe('health over gRPC', () => {
  let door: TestDoor;
  let health: HealthClient;
  beforeEach(async () => {
    door = await openDoor();
    health = healthOf(door);
  });
  afterEach(async () => {
    health.close();
    await door.close();
  });

  it('is SERVING for the server and its service, and not known of others', async () => {
    expect(await check(health, '')).to.equal('SERVING');
    expect(await check(health, 'postcard.v1.MessageService')).to.equal('SERVING');
    expect(await check(health, 'x')).to.equal(NOT_FOUND);
  });

  it('tells those who watch NOT_SERVING first, then ends their calls, and lets nobody wait', async () => {
    const watch = health.watch({ service: '' });
    const told: string[] = [];
    watch.on('data', ({ status }: { status: string }) => told.push(status));
    const ended = new Promise<grpc.ServiceError>((resolve) => watch.on('error', resolve));
    await until('the first answer', () => told.length > 0);
    expect(await door.door.close(60_000)).to.equal(true);
    expect((await ended).code).to.equal(UNAVAILABLE);
    expect(told).to.deep.equal(['SERVING', 'NOT_SERVING']);
  });

  it('says SERVICE_UNKNOWN to who watches what is not there, and ends that too', async () => {
    const watch = health.watch({ service: 'x' });
    const ended = new Promise<grpc.ServiceError>((resolve) => watch.on('error', resolve));
    const [first] = (await new Promise<unknown[]>((resolve) => watch.once('data', (...came) => resolve(came)))) as [
      { status: string },
    ];
    expect(first.status).to.equal('SERVICE_UNKNOWN');
    expect(await door.door.close(60_000)).to.equal(true);
    expect((await ended).code).to.equal(UNAVAILABLE);
  });
});

describe('reflection over gRPC', () => {
  let door: TestDoor;
  before(async () => {
    door = await openDoor();
  });
  after(() => door.close());

  it('lists the services', async () => {
    const [answer] = await reflect(door, { list_services: '*' });
    const names = answer?.list_services_response?.service.map(({ name }) => name);
    expect(names).to.have.members(['postcard.v1.MessageService', 'grpc.health.v1.Health']);
  });

  for (const symbol of ['postcard.v1.MessageService', 'postcard.v1.SendMediaMessageResponse', 'grpc.health.v1.Health'])
    it(`describes ${symbol} with everything that it is made of`, async () => {
      const [answer] = await reflect(door, { file_containing_symbol: symbol });
      const file = answer?.file_descriptor_response?.file_descriptor_proto ?? [];
      const files = file.map((bytes) => descriptor.FileDescriptorProto.decode(bytes) as object as IFileDescriptorProto);
      const names = files.map(({ name }) => name);
      for (const { dependency } of files) expect(names).to.include.members((dependency ?? []) as string[]);
      const set = descriptor.FileDescriptorSet.encode({ file: files }).finish();
      const root = (protobuf.Root as unknown as { fromDescriptor: (set: Uint8Array) => protobuf.Root }).fromDescriptor(
        set,
      );
      root.resolveAll();
      expect(root.lookup(symbol)).not.to.equal(null);
    });

  it('knows nothing of what is not there', async () => {
    const answers = await reflect(door, { file_containing_symbol: 'x.Y' }, { file_by_filename: '../../etc/passwd' });
    for (const { error_response } of answers) expect(error_response?.error_code).to.equal(NOT_FOUND);
  });
});

describe('stopping over gRPC', () => {
  /** A door whose use case reads everything and answers when it is let. */
  const heldDoor = async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    let arrived = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const door = await openDoor({
      answer: async (call): Promise<SendMediaAnswer> => {
        await readAll(call);
        arrived();
        await held;
        return answerOf(E.right(receipt));
      },
    });
    return { door, letGo, arrival };
  };

  it('lets running uploads end, and takes no new ones', async () => {
    const { door, letGo, arrival } = await heldDoor();
    const running = send(door.client, fileParts(metadata, picture), {});
    await arrival;
    const closed = door.door.close(60_000);
    const other = connect(door.address);
    expect((await send(other, fileParts(metadata, picture), {})).code).to.equal(UNAVAILABLE);
    other.close();
    letGo();
    expect((await running).code).to.equal(OK);
    expect(await closed).to.equal(true);
    door.client.close();
  });

  it('cuts what still runs when the grace is over', async () => {
    const { door, arrival } = await heldDoor();
    const running = send(door.client, fileParts(metadata, picture), {});
    await arrival;
    expect(await door.door.close(50)).to.equal(false);
    expect((await running).code).not.to.equal(OK);
    door.client.close();
  });

  it('does not wait for connections on which nothing runs', async () => {
    const door = await openDoor();
    expect((await send(door.client, fileParts(metadata, picture), {})).code).to.equal(OK);
    expect(await door.door.close(60_000)).to.equal(true);
    door.client.close();
  });

  it('refuses a port that is in use', async () => {
    const door = await openDoor();
    const port = Number(door.address.split(':')[1]);
    const refused = await openDoor({ port }).catch((error: NodeJS.ErrnoException) => error.code);
    expect(refused).to.equal('EADDRINUSE');
    await door.close();
  });
});

describe('a call over gRPC', () => {
  it('has its deadline: the use case is told when it has passed', async () => {
    let begun: AbortSignal | undefined;
    const door = await openDoor({
      answer: async ({ signal }) => {
        begun = signal;
        if (!signal.aborted) await once(signal, 'abort');
        return answerOf(E.right(receipt));
      },
    });
    // On a busy machine a short deadline may pass before the call is there.
    for (let deadline = 100; begun === undefined; deadline *= 2) {
      const { code } = await send(door.client, fileParts(metadata, picture), { deadline });
      expect(code).to.equal(grpc.status.DEADLINE_EXCEEDED);
    }
    await until('the signal', () => begun?.aborted);
    await door.close();
  });

  it('tells the use case that its caller is gone', async () => {
    let signal: AbortSignal | undefined;
    const door = await openDoor({
      answer: async (call) => {
        ({ signal } = call);
        await readAll(call);
        return answerOf(E.left({ _tag: 'MalformedBody', message: 'x' }));
      },
    });
    const { upload, outcome } = begin(door.client, {});
    upload.write({ metadata });
    await until('the call', () => signal);
    upload.cancel();
    expect((await outcome).code).to.equal(grpc.status.CANCELLED);
    await until('the signal', () => signal?.aborted === true);
    await door.close();
  });
});
