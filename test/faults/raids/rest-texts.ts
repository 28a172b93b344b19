import {
  authorized,
  body,
  escaped,
  field,
  form,
  get,
  header,
  mediaPath,
  named,
  post,
  query,
  utf8,
  webhook,
} from './rest-entries.js';
import { type Entry, HEADER, latin1 } from './text-entry.js';

const WEBHOOK = 3 * 1_048_576;

/** Every text of an HTTP request, and of a server that a file is fetched from. */
export const restTexts: readonly Entry[] = [
  {
    name: 'path of a media file',
    length: HEADER,
    send: (prey, text) => get(prey, `${mediaPath(prey)}/${escaped(text)}`.slice(0, HEADER), {}, 'HEAD'),
  },
  {
    name: 'path of a media file, 4 KiB',
    length: 4_096,
    send: (prey, text) => get(prey, `${mediaPath(prey)}/${escaped(text).slice(0, 4_096)}`, {}, 'HEAD'),
  },
  { name: 'path', length: HEADER, send: (prey, text) => get(prey, `/${escaped(text)}`.slice(0, HEADER)) },
  ...['Range', 'If-None-Match', 'If-Range'].map((name) => header(name, (prey) => `${mediaPath(prey)}/a.pdf`)),
  ...['X-Forwarded-For', 'X-Request-Id', 'Cookie', 'Accept', 'Expect', 'Connection'].map((name) =>
    header(name, () => '/healthz'),
  ),
  header('Authorization', () => '/messages'),
  query('/messages', 'cursor'),
  query('/messages', 'since'),
  query('/messages', 'status'),
  query('/webhooks/whatsapp', 'hub.mode=subscribe&hub.challenge=x&hub.verify_token'),
  ...['Content-Encoding', 'Content-Type'].flatMap((name): Entry[] =>
    ['/webhooks/whatsapp', '/messages/media'].map((path) => ({
      name: `header ${name} of ${path}`,
      length: HEADER,
      send: (prey, text) =>
        post(prey, path, { ...authorized(prey), ...webhook, [name]: latin1(text) }, Buffer.from('{}')),
    })),
  ),
  {
    name: 'header Idempotency-Key',
    length: HEADER,
    send: (prey, text) => form(prey, named('phone'), 'x', { 'Idempotency-Key': latin1(text) }),
  },
  ...[
    'phone',
    'caption',
    'filename',
    'media_type',
    'media_url',
    'contact.email',
    'contact.groups',
    'contact.firstname',
    'contact_id',
  ].map(field),
  {
    name: 'name of a field',
    length: 12_000,
    send: (prey, text) => form(prey, named(utf8(text).slice(0, 12_000)), 'x'),
  },
  {
    name: 'file name',
    length: 12_000,
    send: (prey, text) => form(prey, `${named('media_file')}; filename="${utf8(text).slice(0, 12_000)}"`, 'x'),
  },
  {
    name: 'file name of 4 KiB',
    length: 4_000,
    send: (prey, text) => form(prey, `${named('media_file')}; filename="${utf8(text).slice(0, 4_000)}.jpg"`, 'x'),
  },
  {
    name: 'extended file name',
    length: 12_000,
    send: (prey, text) => form(prey, `${named('media_file')}; filename*=UTF-8''${escaped(text).slice(0, 12_000)}`, 'x'),
  },
  {
    name: 'head of a part',
    length: 12_000,
    send: (prey, text) => form(prey, `${named('caption')}\r\nContent-Type: ${latin1(text).slice(0, 12_000)}`, 'x'),
  },
  ...['', '{"phone":"', '{"contact":{"a":['].map((prefix) => body('application/json', prefix)),
  ...['', 'phone='].map((prefix) => body('application/x-www-form-urlencoded', prefix)),
  {
    name: 'unsigned webhook',
    length: WEBHOOK,
    send: (prey, text) => post(prey, '/webhooks/whatsapp', webhook, Buffer.from(text).subarray(0, WEBHOOK)),
  },
  {
    name: 'Content-Disposition of a download',
    length: HEADER,
    send: (prey, text) => {
      const file = `${prey.fileUrl}/named/${encodeURIComponent(latin1(text).slice(0, 400))}`;
      const sent = JSON.stringify({ phone: '14155550123', media_type: 'image', media_url: file });
      return post(
        prey,
        '/messages/media',
        { ...authorized(prey), 'Content-Type': 'application/json' },
        Buffer.from(sent),
      );
    },
  },
];
