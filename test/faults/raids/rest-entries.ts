import { multipartType } from '../doors.js';
import { headOf, statusOf } from '../raw/http.js';
import { type Prey, tokenOf } from './raid.js';
import { type Entry, HEADER, latin1 } from './text-entry.js';

const FIELD = 16 * 1_024;
type Headers = Readonly<Record<string, string>>;

export const escaped = (text: string): string =>
  latin1(text)
    .replace(/[^!-~]|[#?]/g, (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)
    .slice(0, HEADER);

export const get = ({ restUrl }: Prey, target: string, more: Headers = {}, method = 'GET') =>
  statusOf(restUrl, [headOf(method, target, { Connection: 'close', ...more })]);

export const post = ({ restUrl }: Prey, target: string, more: Headers, body: Buffer) =>
  statusOf(restUrl, [
    headOf('POST', target, { Connection: 'close', 'Content-Length': String(body.length), ...more }),
    body,
  ]);

export const authorized = (prey: Prey): Headers => ({ Authorization: `Bearer ${tokenOf(prey)}` });
export const mediaPath = ({ mediaUrl }: Prey): string => new URL(mediaUrl).pathname.split('/').slice(0, 3).join('/');
const BOUNDARY = /boundary=(.*)/.exec(multipartType)?.[1] ?? '';

/** A form with one part, whose head and content are given as text or bytes of one character. */
export const form = (prey: Prey, head: string, content: string, more: Headers = {}) =>
  post(
    prey,
    '/messages/media',
    { ...authorized(prey), 'Content-Type': multipartType, ...more },
    Buffer.from(`--${BOUNDARY}\r\n${head}\r\n\r\n${content}\r\n--${BOUNDARY}--\r\n`, 'latin1'),
  );

export const named = (name: string): string => `Content-Disposition: form-data; name="${name}"`;
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1').slice(0, FIELD);

export const header = (
  name: string,
  target: (prey: Prey) => string,
  more: (prey: Prey) => Headers = () => ({}),
): Entry => ({
  name: `header ${name}`,
  length: HEADER,
  send: (prey, text) => get(prey, target(prey), { ...more(prey), [name]: latin1(text) }, 'HEAD'),
});

export const field = (name: string): Entry => ({
  name: `field ${name}`,
  length: FIELD,
  send: (prey, text) => form(prey, named(name), utf8(text)),
});

export const query = (path: string, name: string): Entry => ({
  name: `${path}?${name}=`,
  length: HEADER,
  send: (prey, text) => get(prey, `${path}?${name}=${escaped(text)}`.slice(0, HEADER), authorized(prey)),
});

export const body = (type: string, prefix: string): Entry => ({
  name: `${type} ${prefix}`,
  length: 64_000,
  send: (prey, text) =>
    post(
      prey,
      '/messages/media',
      { ...authorized(prey), 'Content-Type': type },
      Buffer.from(prefix + text).subarray(0, 65_536),
    ),
});

export const webhook = { 'X-Hub-Signature-256': `sha256=${'0'.repeat(64)}` };
