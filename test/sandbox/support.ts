import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.js';
import { until } from '../support/until.js';

export const APP_SECRET = 'an app secret';
export const PHONE = '106540352242922';
export const TOKEN = { authorization: 'Bearer EAAG-a-token' };

const openServers: { close: () => Promise<void> }[] = [];

/** A sandbox on a free port, quick with its statuses. */
export const sandbox = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const started = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    appSecret: APP_SECRET,
    statusDelayMs: 1,
    webhookRetryMs: 5,
    ...options,
  });
  openServers.push(started);
  return started;
};

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => {
      resolve();
    });
  });

/** An HTTP server on a free port of the loopback. */
export const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  openServers.push({ close: () => stop(server) });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

/** Closes everything that the tests opened. */
export const closeAll = async (): Promise<void> => {
  await Promise.all(openServers.splice(0).map((server) => server.close()));
};

export type GraphAnswer = {
  status: number;
  headers: Headers;
  body: {
    error?: {
      message: string;
      type: string;
      code: number;
      error_subcode?: number;
      is_transient?: boolean;
      fbtrace_id: string;
      error_data: { messaging_product: string; details: string };
    };
    contacts?: { input: string; wa_id?: string; user_id?: string }[];
    messages?: { id: string }[];
    id?: string;
    url?: string;
    mime_type?: string;
    sha256?: string;
    file_size?: number;
    messaging_product?: string;
    success?: boolean;
    data?: unknown[];
  };
};

/** A Graph call; a plain object goes as JSON. */
export const call = async (
  url: string,
  method: string,
  body?: object | string,
  headers: Record<string, string> = TOKEN,
): Promise<GraphAnswer> => {
  const plain = typeof body === 'object' && !(body instanceof FormData) && !(body instanceof URLSearchParams);
  const answer = await fetch(url, {
    method,
    headers: { ...(plain ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body === undefined ? {} : { body: plain ? JSON.stringify(body) : (body as string | FormData) }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as GraphAnswer['body'] };
};

export const textMessage = (to: string, more: object = {}): object => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to,
  type: 'text',
  text: { body: 'Hello' },
  ...more,
});

export const mediaMessage = (to: string, type: string, inner: object, more: object = {}): object => ({
  messaging_product: 'whatsapp',
  recipient_type: 'individual',
  to,
  type,
  [type]: inner,
  ...more,
});

export const send = (at: Sandbox, message: object, phone = PHONE): Promise<GraphAnswer> =>
  call(`${at.url}/v25.0/${phone}/messages`, 'POST', message);

/** Uploads bytes as the part `file`. */
export const upload = (
  at: Sandbox,
  bytes: Uint8Array,
  type: string,
  { phone = PHONE, fields, query = '' }: { phone?: string; fields?: Record<string, string>; query?: string } = {},
): Promise<GraphAnswer> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields ?? { messaging_product: 'whatsapp', type })) form.set(name, value);
  form.set('file', new Blob([bytes], { type }), 'file.bin');
  return call(`${at.url}/v25.0/${phone}/media${query}`, 'POST', form);
};

export type ListedMessage = {
  wamid: string;
  recipient: string;
  user_id: string | null;
  to: string | null;
  type: string;
  mime: string | null;
  caption: string | null;
  name: string | null;
  text: string | null;
  state: string;
  error: { code: number; title: string; error_data: { details: string } } | null;
  biz_opaque_callback_data: string | null;
  sha256: string | null;
  size: number | null;
  media: string | null;
  statuses: { status: string }[];
};

export const list = async (at: Sandbox): Promise<ListedMessage[]> => {
  const answer = await fetch(`${at.url}/sandbox/messages`);
  return ((await answer.json()) as { messages: ListedMessage[] }).messages;
};

/** The message of that wamid, once it is in that state. */
export const inState = (at: Sandbox, wamid: string, state: string): Promise<ListedMessage> =>
  until(`${wamid} to be ${state}`, async () =>
    (await list(at)).find((message) => message.wamid === wamid && message.state === state),
  );

/** Sends and waits for the state. */
export const sendUntil = async (at: Sandbox, message: object, state: string): Promise<ListedMessage> => {
  const { status, body } = await send(at, message);
  if (status !== 200) throw new Error(`not accepted: ${JSON.stringify(body)}`);
  return inState(at, body.messages?.[0]?.id ?? '', state);
};

export type StatusItem = {
  id: string;
  status: string;
  timestamp: string;
  recipient_id?: string;
  recipient_user_id?: string;
  biz_opaque_callback_data?: string;
  errors?: { code: number; title: string; message: string; error_data: { details: string } }[];
};

type Value = {
  messaging_product: string;
  metadata: { display_phone_number: string; phone_number_id: string };
  statuses?: StatusItem[];
  contacts?: { profile: { name: string; username?: string }; wa_id?: string; user_id?: string }[];
  messages?: InboundItem[];
  user_id_update?: {
    wa_id?: string;
    detail: string;
    user_id: { previous: string; current: string };
    timestamp: string;
  }[];
};

export type InboundItem = {
  from?: string;
  from_user_id?: string;
  id: string;
  timestamp: string;
  type: string;
  text?: { body: string };
  system?: { type: string; body: string; wa_id?: string; user_id: string; previous_user_id?: string };
};

export type WebhookChange = { field: string; value: Value };

export type Webhook = {
  raw: string;
  signature: string;
  signed: boolean;
  headers: IncomingMessage['headers'];
  body: { object: string; entry: { id: string; changes: WebhookChange[] }[] };
};

export type Receiver = {
  url: string;
  verifyToken: string;
  webhooks: Webhook[];
  statuses: () => StatusItem[];
  changes: () => WebhookChange[];
  /** What the next webhooks are answered with; 200 after that. */
  answers: number[];
};

const bodyOf = async (req: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('latin1');
};

/** A server that plays the business's webhook: passes the handshake, checks signatures over the raw bytes. */
export const receiver = async (): Promise<Receiver> => {
  const verifyToken = 'a verify token&=';
  const webhooks: Webhook[] = [];
  const answers: number[] = [];
  const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const query = new URL(req.url ?? '/', 'http://receiver').searchParams;
    if (req.method === 'GET') {
      const passes = query.get('hub.mode') === 'subscribe' && query.get('hub.verify_token') === verifyToken;
      res.writeHead(passes ? 200 : 403).end(passes ? query.get('hub.challenge') : 'no');
      return;
    }
    const raw = await bodyOf(req);
    const status = answers.shift() ?? 200;
    const signature = String(req.headers['x-hub-signature-256']);
    const expected = `sha256=${createHmac('sha256', APP_SECRET).update(raw, 'latin1').digest('hex')}`;
    if (status === 200) {
      const body = JSON.parse(raw) as Webhook['body'];
      webhooks.push({ raw, signature, signed: signature === expected, headers: req.headers, body });
    }
    res.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
  };
  const url = await serve((req, res) => {
    void handle(req, res);
  });
  const changes = (): WebhookChange[] => webhooks.flatMap(({ body }) => body.entry.flatMap((entry) => entry.changes));
  const statuses = (): StatusItem[] => changes().flatMap(({ value }) => value.statuses ?? []);
  return { url, verifyToken, webhooks, statuses, changes, answers };
};

export const subscribe = async (
  at: Sandbox,
  to: Receiver,
  waba = '102290129340398',
  more: object = {},
): Promise<GraphAnswer> =>
  call(`${at.url}/v25.0/${waba}/subscribed_apps`, 'POST', {
    override_callback_uri: `${to.url}/hook`,
    verify_token: to.verifyToken,
    ...more,
  });

/** A text to a user id. */
export const textTo = (recipient: string, more: object = {}): object => ({
  messaging_product: 'whatsapp',
  recipient,
  type: 'text',
  text: { body: 'Hello' },
  ...more,
});

export type ShownPerson = { phone: string | null; user_id: string; username: string | null };

/** A POST to one of the sandbox's own routes. */
export const own = async <A>(at: Sandbox, path: string, body: object): Promise<{ status: number; body: A }> => {
  const answer = await fetch(`${at.url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as A };
};

/** Changes a person; throws if the sandbox refuses it. */
export const person = async (at: Sandbox, request: object): Promise<ShownPerson & { callbacks: number }> => {
  const { status, body } = await own<ShownPerson & { callbacks: number }>(at, 'people', request);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};

/** A sandbox with a subscribed receiver. */
export const wired = async (options: Partial<SandboxOptions> = {}): Promise<{ at: Sandbox; hook: Receiver }> => {
  const at = await sandbox(options);
  const hook = await receiver();
  const answer = await subscribe(at, hook);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return { at, hook };
};
