import * as O from 'fp-ts/lib/Option.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { expect } from 'chai';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, type Server, type Socket } from 'node:net';
import { type Budget } from '../../../src/adapters/whatsapp/graph/budget.js';
import { makeWhatsApp, type WhatsAppSettings } from '../../../src/adapters/whatsapp/send/whatsapp.js';
import { type MediaId } from '../../../src/domain/model/media/media-id.js';
import { type SendFailure, type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { type PhoneNumber } from '../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../src/domain/model/contact/recipient.js';
import { type UploadHandles } from '../../../src/domain/ports/upload-handles.js';
import { type OutgoingMedia, type SendOrder } from '../../../src/domain/ports/whatsapp.js';

export const NOW = Date.UTC(2026, 10, 23, 12);
export const ACCESS_TOKEN = 'EAAG-marked-secret-token';
export const PHONE_NUMBER_ID = '106540352242922';

const toClose: (() => Promise<unknown>)[] = [];

/** Closes everything that the tests opened, the latest first. */
export const closeAll = async (): Promise<void> => {
  for (const close of toClose.splice(0).reverse()) await close();
};

/** Takes something to be closed after the test. */
export const closeLater = (close: () => Promise<unknown>): void => {
  toClose.push(close);
};

/** Lets the event loop go round once: only then does a pool know a connection as idle again. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** As far as it has come. */
  body: Buffer;
  /** Whether the exchange is over, answered or cut. */
  over: boolean;
}

export interface GraphExchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly seen: SeenRequest;
}

export interface GraphServer {
  readonly url: string;
  /** Every request whose head has arrived. */
  readonly requests: SeenRequest[];
  readonly totalConnections: () => number;
}

export const listen = async (server: Server): Promise<string> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closeLater(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

/** A Graph API that does what the test says, with each request once its body is there; with its head if `early`. */
export const graph = async (
  answer: (exchange: GraphExchange) => unknown,
  { early = false } = {},
): Promise<GraphServer> => {
  const requests: SeenRequest[] = [];
  let total = 0;
  const server = createServer((req, res) => {
    const seen = {
      method: req.method ?? '',
      path: req.url ?? '',
      headers: req.headers,
      body: Buffer.alloc(0),
      over: false,
    };
    const number = requests.push(seen);
    res.on('error', () => undefined).on('close', () => (seen.over = true));
    req.on('error', () => undefined);
    if (early) return void answer({ req, res, number, seen });
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      seen.body = Buffer.concat(chunks);
      void answer({ req, res, number, seen });
    });
  });
  server.on('connection', () => (total += 1));
  const url = await listen(server);
  return { url, requests, totalConnections: () => total };
};

export const json = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

export const accept = (res: ServerResponse, wamid = 'wamid.OK'): void => {
  json(res, 200, {
    messaging_product: 'whatsapp',
    contacts: [{ input: '+14155550123', wa_id: '14155550123' }],
    messages: [{ id: wamid }],
  });
};

export const graphError = (code: number, more: object = {}): object => ({
  error: {
    message: `(#${code}) Some title`,
    type: 'OAuthException',
    code,
    error_data: { messaging_product: 'whatsapp', details: 'Some details.' },
    fbtrace_id: 'Atrace',
    ...more,
  },
});

export const unknownMedia = graphError(100, { error_subcode: 33 });

/** Limits that no machine is too slow for, and pauses that a test can wait for. */
export const patientBudget: Budget = {
  connectMs: 60_000,
  answerMs: 60_000,
  allTriesMs: 180_000,
  uploadMs: 60_000,
  renewEveryMs: 50,
  firstPauseMs: 2,
};

/** A budget that leaves no time for a retry: one send is one request. */
export const noRetry: Partial<Budget> = { allTriesMs: patientBudget.connectMs + patientBudget.answerMs };

/** Upload handles in memory, with a look at them. */
export const memoryHandles = (): UploadHandles & { readonly kept: Map<string, { id: string; goodUntil: number }> } => {
  const kept = new Map<string, { id: string; goodUntil: number }>();
  const key = (media: MediaId, phoneNumberId: string): string => `${phoneNumberId}:${media}`;
  return {
    kept,
    find: (media, phoneNumberId, now) => {
      const found = kept.get(key(media, phoneNumberId));
      return TE.right(found !== undefined && found.goodUntil > now ? O.some(found.id) : O.none);
    },
    keep: (media, phoneNumberId, id, goodUntil) => {
      kept.set(key(media, phoneNumberId), { id, goodUntil });
      return TE.right(undefined);
    },
    forget: (media, phoneNumberId) => {
      kept.delete(key(media, phoneNumberId));
      return TE.right(undefined);
    },
  };
};

export interface TestClient {
  readonly send: (order: SendOrder) => Promise<SendOutcome>;
  readonly handles: ReturnType<typeof memoryHandles>;
  readonly stopping: AbortController;
  readonly leaving: AbortController;
  readonly close: () => Promise<void>;
  /** What was logged, as JSON. */
  readonly logged: string[];
}

export const client = (
  apiUrl: string,
  settings: Partial<Omit<WhatsAppSettings, 'budget'>> & { budget?: Partial<Budget> } = {},
): TestClient => {
  const handles = memoryHandles();
  const stopping = new AbortController();
  const leaving = new AbortController();
  const logged: string[] = [];
  const note = (fields: object, message: string): void => {
    logged.push(JSON.stringify({ ...fields, message }));
  };
  const whatsapp = makeWhatsApp({
    apiUrl,
    apiVersion: 'v25.0',
    mode: 'link',
    handles,
    clock: { now: () => NOW, elapsed: () => 0, sleep: () => T.of(undefined) },
    stopping: stopping.signal,
    leaving: leaving.signal,
    log: { info: note, warn: note, error: note },
    ...settings,
    budget: { ...patientBudget, ...settings.budget },
  });
  closeLater(whatsapp.close);
  return { send: (order) => whatsapp.send(order)(), handles, stopping, leaving, close: whatsapp.close, logged };
};

export const media = (content: Uint8Array | string = 'the bytes', more: Partial<OutgoingMedia> = {}): OutgoingMedia => {
  const bytes = Buffer.from(content);
  return {
    id: 'm'.repeat(43) as MediaId,
    url: 'https://media.example.com/media/m/holiday.jpg',
    type: 'image/jpeg',
    sizeBytes: bytes.length,
    bytes: async function* () {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
    mustUpload: false,
    ...more,
  };
};

export const order = (more: Partial<SendOrder> = {}): SendOrder => ({
  credentials: { phoneNumberId: PHONE_NUMBER_ID, accessToken: ACCESS_TOKEN },
  to: byNumber('14155550123' as PhoneNumber),
  mediaType: 'image',
  media: media(),
  caption: null,
  filename: null,
  callbackData: 'postcard:1:42:aB3-_9zQ',
  tell: () => undefined,
  renew: T.of(undefined),
  mayRetry: T.of({ _tag: 'Retry' }),
  ...more,
});

export const failureOf = (outcome: SendOutcome): SendFailure => {
  expect(outcome._tag).to.equal('Refused');
  return (outcome as Extract<SendOutcome, { _tag: 'Refused' }>).failure;
};

export const expectNotSent = (outcome: SendOutcome, retryable: boolean): SendFailure => {
  const failure = failureOf(outcome);
  expect(failure, failure.error).to.include({ outcome: 'not_sent', retryable });
  expect(failure.error).to.match(/^[A-Z].*\S$/);
  return failure;
};

export const expectUnknown = (outcome: SendOutcome): SendFailure => {
  const failure = failureOf(outcome);
  expect(failure, failure.error).to.include({ outcome: 'unknown', retryable: false });
  return failure;
};

export const expectAccepted = (outcome: SendOutcome, wamid = 'wamid.OK'): void => {
  expect(outcome).to.include({ _tag: 'Accepted', wamid, at: NOW });
};

/** A port of the loopback where nobody listens. */
export const deadUrl = async (): Promise<string> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
};
