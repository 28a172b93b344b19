import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { type HttpLimits } from '../../../../src/adapters/rest/exchange/http-limits.js';
import { type RestServerParts } from '../../../../src/adapters/rest/rest-server-parts.js';
import { makeRestServer, type RestServer } from '../../../../src/adapters/rest/server.js';
import { type ContactId } from '../../../../src/domain/model/contact/contact.js';
import { type BodyFault, unavailable } from '../../../../src/domain/model/errors.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { type PhoneNumber } from '../../../../src/domain/model/contact/phone.js';
import { byNumber } from '../../../../src/domain/model/contact/recipient.js';
import {
  type Receipt,
  type SendMediaAnswer,
  type SendMediaCall,
} from '../../../../src/domain/use-cases/send-media-message/call.js';
import { makeLoopShares } from '../../../../src/kit/loop/loop-shares.js';
import { everyLine } from '../../../support/every-line.js';
import { refusedEndpoints } from '../../../support/refused-endpoints.js';
import { refusedContacts } from '../../../support/refused-contacts.js';

export const receipt: Receipt = {
  messageId: 'wamid.1',
  contactId: 17 as ContactId,
  recipient: byNumber('14155550123' as PhoneNumber),
  mediaType: 'image',
  mediaUrl: 'https://media.example.com/media/x/holiday.jpg',
  caption: 'Hi',
  filename: null,
  reference: null,
  sentAt: Date.UTC(2026, 10, 23, 12),
  chatId: 17 as ContactId,
  chatMessageId: 42 as ChatMessageId,
  warnings: [],
};

export const answerOf = (result: SendMediaAnswer['result'], more: Partial<SendMediaAnswer> = {}): SendMediaAnswer => ({
  rateLimit: O.none,
  replayed: false,
  result,
  ...more,
});

/** What a call brought, read to its end. */
export interface Seen {
  readonly call: SendMediaCall;
  readonly fields: [string, unknown][];
  readonly files: { field: string; name: string | null; content: Buffer; chunks: number }[];
  fault: BodyFault | null;
}

/** Reads every part, as the use case does: a fault of the body is the answer. */
export const readAll = async (call: SendMediaCall, betweenChunks?: () => Promise<void>): Promise<Seen> => {
  const seen: Seen = { call, fields: [], files: [], fault: null };
  for await (const part of call.parts) {
    if (E.isLeft(part)) seen.fault = part.left;
    else if (part.right._tag === 'Field') seen.fields.push([part.right.name, part.right.value]);
    else if (part.right._tag === 'File') {
      const { field, name } = part.right;
      const chunks: Uint8Array[] = [];
      for await (const chunk of part.right.bytes) {
        chunks.push(chunk);
        await betweenChunks?.();
      }
      seen.files.push({ field, name, content: Buffer.concat(chunks), chunks: chunks.length });
    }
  }
  return seen;
};

export interface TestServer {
  readonly rest: RestServer;
  readonly port: number;
  readonly url: string;
  /** What each call brought. */
  readonly seen: Seen[];
  readonly logLines: string[];
  readonly registry: Registry;
}

export interface TestServerParts extends Partial<Omit<RestServerParts, 'limits'>> {
  readonly limits?: Partial<HttpLimits>;
}

const open: RestServer[] = [];

/** A door on a free port, with a use case that takes everything. A test replaces what it is about. */
export const startServer = async (parts: TestServerParts = {}): Promise<TestServer> => {
  const seen: Seen[] = [];
  const logLines: string[] = [];
  const registry = new Registry();
  const rest = makeRestServer({
    sendMediaMessage: async (call) => {
      const all = await readAll(call);
      seen.push(all);
      return answerOf(all.fault === null ? E.right(receipt) : E.left(all.fault));
    },
    getMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'MessageNotFound' }) }),
    settleMessage: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'MessageNotFound' }) }),
    listMessages: () => Promise.resolve({ rateLimit: O.none, result: E.right({ messages: [], nextCursor: null }) }),
    contacts: refusedContacts({ _tag: 'NotFound', what: 'contact' }),
    getAccount: () => Promise.resolve({ rateLimit: O.none, result: E.left({ _tag: 'Unauthorized' }) }),
    getActivity: () => Promise.resolve({ rateLimit: O.none, result: E.right([]) }),
    webhookEndpoints: refusedEndpoints({ _tag: 'NotFound', what: 'webhook_endpoint' }),
    listEvents: () => Promise.resolve({ rateLimit: O.none, result: E.right({ events: [], nextCursor: null }) }),
    listenEvents: () => Promise.resolve({ rateLimit: O.none, result: E.left(unavailable(undefined)) }),
    mediaStorage: { open: () => TE.right(O.none) },
    onDamaged: () => undefined,
    webhook: { verifyHandshake: () => TE.right(false), receive: () => TE.right(false), onRefused: () => undefined },
    ready: () => Promise.resolve(true),
    metrics: registry,
    log: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) }),
    refusals: everyLine,
    loop: makeLoopShares(),
    trustedProxies: [],
    ...parts,
  });
  open.push(rest);
  const { port } = await rest.listen('127.0.0.1', 0);
  return { rest, port, url: `http://127.0.0.1:${port}`, seen, logLines, registry };
};

/** Stops every server that a test has started. */
export const stopServers = async (): Promise<void> => {
  await Promise.all(open.splice(0).map((rest) => rest.close(0)));
};
