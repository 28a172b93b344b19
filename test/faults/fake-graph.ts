import { createHash, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import busboy from 'busboy';
import { request } from 'undici';

/** A send that WhatsApp accepted: once it is in the log, nobody can say that it did not happen. */
export interface AcceptedSend {
  readonly wamid: string;
  /** Our own mark. */
  readonly callbackData: string;
  /** Digits, or a user id. */
  readonly to: string;
  /** The caption, by which the journal knows its call. */
  readonly caption: string;
  /** Lower-case hex of the bytes that the recipient would see; null where they were not looked at. */
  readonly sha256: string | null;
}

/** A stand-in for the Graph API that remembers durably whatever it accepts, before it says so. */
export interface FakeGraph {
  readonly url: string;
  readonly accepted: () => readonly AcceptedSend[];
  readonly close: () => Promise<void>;
}

export interface FakeGraphOptions {
  /** The log: one JSON line a send. */
  readonly logFile: string;
  /** The longest that it waits before it accepts, and once more before it answers, in milliseconds. */
  readonly longestPause?: number;
  /** It follows one link in so many, before it accepts; 0 follows none. */
  readonly followOneIn?: number;
}

interface SendBody {
  readonly biz_opaque_callback_data: string;
  readonly to?: string;
  readonly recipient?: string;
  readonly type: string;
  readonly [type: string]: unknown;
}

export const startFakeGraph = async ({
  logFile,
  longestPause = 0,
  followOneIn = 0,
}: FakeGraphOptions): Promise<FakeGraph> => {
  const log = await open(logFile, 'a');
  const accepted: AcceptedSend[] = [];
  const uploaded = new Map<string, string>();
  const pause = () => (longestPause > 0 ? setTimeout(randomInt(longestPause + 1)) : Promise.resolve());

  const accept = async (body: SendBody): Promise<object> => {
    const media = body[body.type] as { readonly link?: string; readonly id?: string; readonly caption?: string };
    const follows = media.link !== undefined && followOneIn > 0 && randomInt(followOneIn) === 0;
    await pause();
    const send: AcceptedSend = {
      wamid: `wamid.${accepted.length + 1}`,
      callbackData: body.biz_opaque_callback_data,
      to: body.to?.replace('+', '') ?? body.recipient ?? '',
      caption: media.caption ?? '',
      sha256: follows ? await digestOfLink(media.link) : (uploaded.get(media.id ?? '') ?? null),
    };
    accepted.push(send);
    await writeDown(log, send);
    await pause();
    return {
      messaging_product: 'whatsapp',
      contacts: [{ [body.to === undefined ? 'user_id' : 'wa_id']: send.to }],
      messages: [{ id: send.wamid }],
    };
  };

  const keep = async (req: IncomingMessage): Promise<object> => {
    const sha256 = await digestOfUpload(req);
    const id = String(uploaded.size + 1);
    uploaded.set(id, sha256);
    return { id };
  };

  const answer = async (req: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = req.url?.endsWith('/media') ? await keep(req) : await accept((await json(req)) as SendBody);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const server = createServer((req, response) => {
    // A caller that was killed in mid-request has nobody to answer.
    answer(req, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted: () => accepted,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await log.close();
    },
  };
};

const writeDown = async (log: FileHandle, send: AcceptedSend): Promise<void> => {
  await log.appendFile(`${JSON.stringify(send)}\n`);
  await log.datasync();
};

/** As WhatsApp does, from whatever address it was given. Null where nobody serves it any more. */
const digestOfLink = async (link: string | undefined): Promise<string | null> => {
  try {
    const { statusCode, body } = await request(link ?? '', { headersTimeout: 2_000, bodyTimeout: 2_000 });
    const bytes = await body.bytes();
    return statusCode === 200 ? createHash('sha256').update(bytes).digest('hex') : `status ${statusCode}`;
  } catch {
    return null;
  }
};

const digestOfUpload = (req: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    const form = busboy({ headers: req.headers });
    form.on('file', (_name, file) => file.on('data', (chunk: Buffer) => hash.update(chunk)));
    form.on('close', () => resolve(hash.digest('hex'))).on('error', reject);
    req.on('error', reject).pipe(form);
  });
