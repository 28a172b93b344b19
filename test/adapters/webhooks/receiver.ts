import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net';
import { makeWebhookSender, type WebhookSenderOptions } from '../../../src/adapters/webhooks/webhook-sender.js';
import { exampleEvent } from '../../../src/domain/model/event/example-event.js';
import { type EventId } from '../../../src/domain/model/event/event-id.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { type EndpointUrl } from '../../../src/domain/model/webhook/endpoint.js';
import { type WebhookSecret } from '../../../src/domain/model/webhook/webhook-secret.js';
import { type WebhookCall } from '../../../src/domain/ports/webhook-sender.js';
import { makeOutgoingGuard, type OutgoingGuardOptions } from '../../../src/kit/outgoing-guard/outgoing-guard.js';
import { systemClock } from '../../../src/adapters/system/clock.js';
import { certificate, key } from '../../kit/outgoing-guard/certificates.js';

const started: (Server | TcpServer)[] = [];
const senders: { readonly close: () => void }[] = [];
const sockets = new Set<Socket>();

const listen = async (server: Server | TcpServer): Promise<number> => {
  started.push(server);
  const keep = (socket: Socket): void => void sockets.add(socket.on('error', () => undefined));
  server.on('connection', keep).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** A request as it arrived. */
export interface Received {
  readonly request: IncomingMessage;
  readonly body: string;
}

/** An HTTP server on loopback. It keeps what it gets, and answers by `answer`. */
export const receiver = async (answer: RequestListener = (_request, response) => response.end()) => {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      received.push({ request, body: Buffer.concat(chunks).toString('utf8') });
      answer(request, response);
    });
  });
  server.on('connection', () => (connections += 1));
  const port = await listen(server);
  return { port, received, server, url: urlAt(port), connections: () => connections };
};

/** The same behind TLS. */
export const secureReceiver = async (cert = certificate): Promise<number> =>
  listen(createTlsServer({ cert, key }, (_request, response) => response.end('secure')));

/** A server that speaks raw bytes: whatever comes, it does `act` once the request's first bytes are there. */
export const rawReceiver = (act: (socket: Socket) => void): Promise<number> =>
  listen(createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => act(socket))));

export const urlAt = (port: number, protocol = 'http'): EndpointUrl =>
  `${protocol}://127.0.0.1:${port}/hooks/postcard?key=1` as EndpointUrl;

export const SECRETS = ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].map(
  (secret) => secret as WebhookSecret,
);

export const loggedEvent = {
  id: `evt_0000000000001${'a'.repeat(8)}` as EventId,
  event: exampleEvent('message.failed', 1 as AccountId, Date.UTC(2026, 10, 23, 12)),
};

export const callTo = (url: EndpointUrl, more: Partial<WebhookCall> = {}): WebhookCall => ({
  url,
  secrets: SECRETS.slice(0, 1),
  event: loggedEvent,
  ...more,
});

/** A sender that may call every port of loopback that is named, and what it said of unreachable endpoints. */
export const senderTo = (
  ports: readonly number[],
  guard: OutgoingGuardOptions = {},
  options: Partial<Omit<WebhookSenderOptions, 'guard'>> = {},
) => {
  const causes: string[] = [];
  const allowedHosts = ports.map((port) => ({ host: '127.0.0.1', port }));
  const sender = makeWebhookSender({
    guard: makeOutgoingGuard({ allowedHosts, isNeverOwn: true, ...guard }),
    clock: systemClock,
    onUnreachable: (_call, cause) => void causes.push(cause.message),
    ...options,
  });
  senders.push(sender);
  return { sender, causes };
};

/** Stops everything that a test has started. */
export const stopAll = async (): Promise<void> => {
  senders.splice(0).forEach((sender) => sender.close());
  sockets.forEach((socket) => socket.destroy());
  sockets.clear();
  await Promise.all(started.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
};
