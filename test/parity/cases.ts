import { sayWord } from '../support/consent.js';
import { type Extension, mediaRules, type MediaType, mediaTypes } from '../../src/domain/model/media/media-rules.js';
import { fixture } from '../support/fixture.js';
import { bufferOfSize } from '../support/sample-of-size.js';
import { sample } from '../support/samples.js';
import { a, bad, base, type Case, good, invalid, jpg, phone, withJpg } from './case.js';
import { type Request } from './doors.js';
import { knownContact } from './known-contact.js';
import { recipients } from './recipient-cases.js';

const url =
  (fields: (origin: string) => Record<string, string>) =>
  (origin: string): Request => ({
    fields: { ...base, ...fields(origin) },
  });

const mediaRefused = { code: 'INVALID_MEDIA_TYPE', http: 422, grpc: 3 };
const limitExceeded = { code: 'FEATURE_LIMIT_EXCEEDED', http: 403, grpc: 8 };

const everyExtension: Case[] = mediaTypes.flatMap((media_type) =>
  mediaRules[media_type].extensions.map((extension): Case => ({
    what: `a real ${extension} as ${media_type}`,
    request: () => ({
      fields: { phone, media_type, caption: 'Hi' },
      file: { name: `A file.${extension.toUpperCase()}`, bytes: sample(extension) },
    }),
    ends: 'sent',
  })),
);

/** Names that have no extension: the bytes decide. */
const nameless: Case[] = [
  ...['', '.', 'blob', 'image', 'file', 'phpA1b2C3', 'report.', 'dir.d/blob'].map((name): Case => ({
    what: `a picture called ${JSON.stringify(name)}`,
    request: () => ({ fields: base, file: { name, bytes: sample('png') } }),
    ends: 'sent',
  })),
  ...(['pdf', 'docx', 'xls'] as const).map((extension): Case => ({
    what: `a real ${extension} without a name`,
    request: () => ({ fields: { phone, media_type: 'document' }, file: { name: '', bytes: sample(extension) } }),
    ends: 'sent',
  })),
  ...(['txt', 'csv'] as const).map((extension): Case => ({
    what: `a real ${extension} without an extension: text needs one`,
    request: () => ({ fields: { phone, media_type: 'document' }, file: { name: 'blob', bytes: sample(extension) } }),
    ends: invalid('media_file'),
  })),
  {
    what: 'another type without a name',
    request: () => ({ fields: base, file: { name: '', bytes: sample('pdf') } }),
    ends: mediaRefused,
  },
  ...['', 'blob'].map((name): Case => ({
    what: `an empty file called ${JSON.stringify(name)}`,
    request: () => ({ fields: base, file: { name, bytes: Buffer.alloc(0) } }),
    ends: invalid('media_file'),
  })),
  ...['photo.heic', 'x.exe', 'x.exe.', 'archive.tar', 'invoice.v2', 'IMG.1234', '.hidden', 'a.png.bak'].map(
    (name): Case => ({
      what: `a picture called ${name}`,
      request: () => ({ fields: base, file: { name, bytes: sample('png') } }),
      ends: invalid('media_file'),
    }),
  ),
];

/** Names that are labels, however they are written. */
const labels: Case[] = [
  ...[
    'Rechnung%20M%C3%A4rz.pdf',
    '100%25 off; x.pdf',
    '100%2525.pdf',
    'say "hi".pdf',
    'a%22b%0D%0Ac d.pdf',
    'M%E4rz.pdf',
    '=?UTF-8?B?UmVjaG51bmcgTcOkcnoucGRm?=',
    '=?ISO-8859-1?Q?M=E4rz?= =?ISO-8859-1?Q?_2026.pdf?=',
    '=?x-unknown?Q?a?=.pdf',
    'مرحبا بالعالم.pdf',
    'e\u0301\u0323\u202e.pdf',
    '👩‍👩‍👧‍👦🎉.pdf',
    'C:\\Users\\me\\Menü.pdf',
    '..%2f..%2fetc%2fpasswd.pdf',
    `${'中'.repeat(255)}.pdf`,
    `${'🎉'.repeat(255)}.pdf`,
    'report.',
  ].map((name): Case => ({
    what: `a document called ${name.slice(0, 40)} (${[...name].length})`,
    request: () => ({ fields: { phone, media_type: 'document' }, file: { name, bytes: sample('pdf') } }),
    ends: 'sent',
  })),
  ...['中', '🎉', 'e\u0323', 'ש', '%', ' a'].map((sign): Case => {
    const filename = [...sign.repeat(255)].slice(0, 255).join('').trim();
    return {
      what: `a document to be shown as ${[...filename].length} × ${sign}`,
      request: () => ({
        fields: { phone, media_type: 'document', filename },
        file: { name: 'a.pdf', bytes: sample('pdf') },
      }),
      ends: 'sent',
    };
  }),
];

const wrongFiles: Case[] = mediaTypes.flatMap((media_type): Case[] => {
  const own: Extension = mediaRules[media_type].extensions[0];
  const foreign: Extension = media_type === 'image' ? 'mp4' : 'jpg';
  const file = (name: string, bytes: Buffer) => () => ({ fields: { phone, media_type }, file: { name, bytes } });
  return [
    {
      what: `a foreign extension as ${media_type}`,
      request: file(`a.${foreign}`, sample(own)),
      ends: invalid('media_file'),
    },
    { what: `no extension as ${media_type}`, request: file('a', sample(own)), ends: 'sent' },
    { what: `foreign bytes without one as ${media_type}`, request: file('a', sample(foreign)), ends: mediaRefused },
    {
      what: `random bytes without one as ${media_type}`,
      request: file('a', Buffer.alloc(5_000, 0xa7)),
      ends: media_type === 'document' ? invalid('media_file') : mediaRefused,
    },
    { what: `an empty ${media_type}`, request: file(`a.${own}`, Buffer.alloc(0)), ends: invalid('media_file') },
    { what: `foreign bytes as ${media_type}`, request: file(`a.${own}`, sample(foreign)), ends: mediaRefused },
    { what: `random bytes as ${media_type}`, request: file(`a.${own}`, Buffer.alloc(5_000, 0xa7)), ends: mediaRefused },
  ];
});

const sizes: Case[] = (['image', 'video', 'audio'] as const).flatMap((media_type: MediaType): Case[] => {
  const extension = ({ image: 'png', video: 'mp4', audio: 'mp3', document: 'pdf' } as const)[media_type];
  const limit = mediaRules[media_type].limitMegabytes * 1_048_576;
  const ofSize = (size: number) => () => ({
    fields: { phone, media_type },
    file: { name: `a.${extension}`, bytes: bufferOfSize(extension, size) },
  });
  return [
    { what: `${media_type} of exactly its limit`, request: ofSize(limit), ends: 'sent' },
    { what: `${media_type} of one byte more`, request: ofSize(limit + 1), ends: invalid('media_file') },
  ];
});

const HEVC = [
  'The video codec is HEVC (hev1), and WhatsApp documents only H.264: some phones may not play it. Send it as H.264.',
];

/** Pictures that are converted, and media that Meta does not document. */
const rareMedia: Case[] = [
  ...(
    [
      ['image', 'cases/depth-16.png', []],
      ['image', 'codecs/cmyk.jpg', []],
      ['image', 'codecs/lossless.jpg', []],
      ['image', 'codecs/arithmetic.jpg', []],
      ['video', 'cases/hevc.mp4', HEVC],
      ['video', 'codecs/h264-aac.mp4', []],
      [
        'video',
        'codecs/h264-two-aac.mp4',
        [
          'The video has more than one sound track, and WhatsApp documents one or none: some phones may not play it. Send it with one.',
        ],
      ],
      [
        'audio',
        'codecs/stereo.opus',
        [
          'The Opus sound has 2 channels, and WhatsApp documents only mono: some phones may not play it. Send it in mono.',
        ],
      ],
    ] as const
  ).map(([media_type, path, warnings]): Case => ({
    what: `${path} as ${media_type}`,
    request: () => ({ fields: { phone, media_type }, file: { name: path, bytes: fixture(path) } }),
    ends: 'sent',
    warnings,
  })),
  {
    what: 'HEVC again, under its key',
    after: 1,
    request: () => ({
      fields: { phone, media_type: 'video' },
      file: { name: 'a.mp4', bytes: fixture('cases/hevc.mp4') },
      key: 'video 7',
    }),
    ends: 'sent',
    warnings: HEVC,
  },
  {
    what: 'a JPEG of 12 bits',
    request: () => ({
      fields: { phone, media_type: 'image' },
      file: { name: 'a.jpg', bytes: fixture('codecs/12-bit.jpg') },
    }),
    ends: mediaRefused,
  },
];

const phones: Case[] = [
  ...[
    '\u202a+1\u00a0415\u2011555\u20110123\u202c',
    '\uff0b1\u30fc415\u2212555\uff080123\uff09',
    '14155550123',
    '+14155550123',
    '1.415.555.0123',
    '+298123456',
    '+12345678901',
    '123456789012345',
  ].map((value) => good(`phone ${value}`, { phone: value })),
  ...[
    '',
    ' ',
    '1',
    '123456789',
    '298123456',
    '01415555012',
    '1234567890123456',
    '1415555012a',
    '1415555012#',
    '٠١٢٣٤٥٦٧٨٩',
    '١٤١٥٥٥٥٠١٢٣',
    '4915112345678.0',
    '4915112345678.00',
    '4.91511E+12',
    '+44 (0)20 7946 0958',
    '+44 ( 0 ) 20 7946 0958',
    '+1/415/5550123',
    '\u200b298123456',
  ].map((value) => bad('phone', value)),
];

const texts: Case[] = [
  good('a caption of 1024 emoji', { caption: a(1_024, '😀') }),
  bad('caption', a(1_025, '😀')),
  good('a caption of two lines and a tab', { caption: 'Hi\r\n\tthere' }),
  bad('caption', 'a\u0000b'),
  good('an empty caption', { caption: '  ' }),
  good('a reference of 255 emoji', { reference: a(255, '😀') }),
  good('a reference with blanks around it', { reference: ' order-1042  ' }),
  good('an empty reference', { reference: '  ' }),
  bad('reference', a(256, '😀')),
  bad('reference', 'order\n1042'),
  good('a caption in many scripts', { caption: 'Żółw 亀 \u202eRTL\u202c "\\' }),
  {
    what: 'a caption with audio',
    request: () => ({
      fields: { phone, media_type: 'audio', caption: 'Hi' },
      file: { name: 'a.mp3', bytes: sample('mp3') },
    }),
    ends: 'sent',
  },
  good('a filename', { filename: 'Menu Café' }),
  {
    what: 'an upload with a name of 4096 bytes',
    request: () => ({ fields: base, file: { name: `${a(4_092)}.jpg`, bytes: jpg.bytes } }),
    ends: 'sent',
  },
  ...[`${a(4_093)}.jpg`, `${a(2_047, '\u00e9')}.jpg`, `${a(5_000, '\u0316\u0301').slice(0, 5_000)}.jpg`].map(
    (name): Case => ({
      what: `an upload with a name of ${Buffer.byteLength(name)} bytes`,
      request: () => ({ fields: base, file: { name, bytes: jpg.bytes } }),
      ends: invalid('media_file'),
    }),
  ),
  bad('filename', a(256)),
  bad('filename', '../etc/passwd'),
  bad('filename', 'a\\b.pdf'),
  bad('filename', 'a\u0000b'),
  bad('filename', 'a\u202eb'),
  { what: 'a field of more than 16 KiB', request: () => withJpg({ caption: a(16_385) }), ends: invalid('body') },
  bad('media_type', 'gif'),
  { what: 'no phone', request: () => ({ fields: { media_type: 'image' }, file: jpg }), ends: invalid('phone') },
  { what: 'no media_type', request: () => ({ fields: { phone }, file: jpg }), ends: invalid('media_type') },
  { what: 'no file and no URL', request: () => ({ fields: base }), ends: invalid('media_file') },
  { what: 'nothing at all', request: () => ({ fields: {} }), ends: invalid('phone', 'media_type', 'media_file') },
  {
    what: 'everything wrong at once',
    request: () => ({
      fields: { ...base, phone: 'x', contact_id: '0', 'contact.email': 'x', caption: a(1_025) },
      file: { name: 'a.exe', bytes: jpg.bytes },
      key: 'ü',
    }),
    ends: invalid('phone', 'media_file', 'caption', 'contact_id', 'contact.email', 'idempotency_key'),
  },
];

const contactFields: Case[] = [
  good('every contact field', {
    'contact.firstname': ' Zoë ',
    'contact.lastname': 'B',
    'contact.email': 'zoe@example.com',
    'contact.country': 'NL',
    'contact.assigned_id': '1',
    'contact.groups': '3,1,3',
  }),
  good('the longest contact fields', {
    'contact.firstname': a(255),
    'contact.lastname': a(255, 'é'),
    'contact.country': a(100),
  }),
  bad('contact.firstname', a(256)),
  bad('contact.lastname', a(256)),
  bad('contact.country', a(101)),
  bad('contact.email', `${a(180)}@example.com`),
  bad('contact.email', 'nobody'),
  bad('contact.email', 'a\u0000b@example.com'),
  bad('contact.email', 'ada\u200b@example.com'),
  bad('contact.firstname', 'A\u0000da'),
  bad('contact.lastname', 'B\u001b[31m'),
  bad('contact.country', 'N\u0085L'),
  bad('contact.assigned_id', '0'),
  bad('contact.assigned_id', '-1'),
  bad('contact.assigned_id', '2'),
  bad('contact.groups', '4'),
  bad('contact.groups', '0'),
  bad('contact_id', '0'),
  bad('contact_id', '-7'),
  bad('contact_id', '9223372036854775807'),
  {
    what: 'a contact_id that nobody has',
    request: () => withJpg({ contact_id: '1' }),
    ends: { code: 'NOT_FOUND', http: 404, grpc: 5 },
  },
  {
    what: 'no default status and source',
    account: { defaults: { status: null, source: null } },
    request: () => withJpg(),
    ends: { code: 'VALIDATION_ERROR', http: 422, grpc: 3 },
  },
];

const accounts: Case[] = [
  {
    what: 'a contact that exists',
    prepare: async (...on) => void (await knownContact(...on)),
    request: () => withJpg({ contact_id: '1', 'contact.firstname': 'Other' }),
    ends: 'sent',
  },
  {
    what: 'a contact of another phone',
    prepare: async (...on) => void (await knownContact(...on)),
    request: () => withJpg({ contact_id: '1', phone: '14155550124' }),
    ends: { code: 'NOT_FOUND', http: 404, grpc: 5 },
  },
  {
    what: 'a contact that has opted out',
    prepare: async (world, account) => {
      const id = await knownContact(world, account);
      await sayWord(world.stores, account.id, id, { optedOut: true, at: world.stores.clock.now() });
    },
    request: () => withJpg(),
    ends: { code: 'CONTACT_OPTED_OUT', http: 403, grpc: 7 },
  },
  { what: 'no more contacts', account: { limits: { contacts: 0 } }, request: () => withJpg(), ends: limitExceeded },
  {
    what: 'no more conversations',
    account: { limits: { conversations: 0 } },
    request: () => withJpg(),
    ends: limitExceeded,
  },
  {
    what: 'a second message in a conversation',
    account: { limits: { conversations: 1, contacts: 1 } },
    after: 1,
    request: () => withJpg(),
    ends: 'sent',
  },
  {
    what: 'no WhatsApp settings',
    account: { whatsapp: { accessToken: null } },
    request: () => withJpg(),
    ends: { code: 'WHATSAPP_NOT_CONFIGURED', http: 422, grpc: 9 },
  },
  {
    what: 'a call within the rate',
    account: { limits: { apiCallsPerMinute: 3 } },
    after: 1,
    request: () => withJpg(),
    ends: 'sent',
  },
  {
    what: 'a call beyond the rate',
    account: { limits: { apiCallsPerMinute: 2 } },
    after: 2,
    request: () => withJpg(),
    ends: { code: 'RATE_LIMIT_EXCEEDED', http: 429, grpc: 8 },
  },
  { what: 'no token', token: null, request: () => withJpg(), ends: { code: 'UNAUTHORIZED', http: 401, grpc: 16 } },
  {
    what: 'an unknown token',
    token: `pc_${a(43)}`,
    request: () => withJpg(),
    ends: { code: 'UNAUTHORIZED', http: 401, grpc: 16 },
  },
  {
    what: 'a token of another shape',
    token: 'secret',
    request: () => withJpg(),
    ends: { code: 'UNAUTHORIZED', http: 401, grpc: 16 },
  },
  {
    what: 'a token that may only read',
    scopes: ['messages:read'],
    request: () => withJpg({ phone: 'x' }),
    ends: { code: 'INSUFFICIENT_SCOPE', http: 403, grpc: 7 },
  },
  {
    what: 'a token that may do nothing',
    scopes: [],
    request: () => withJpg(),
    ends: { code: 'INSUFFICIENT_SCOPE', http: 403, grpc: 7 },
  },
];

const urls: Case[] = [
  { what: 'a URL', request: url((origin) => ({ media_url: `${origin}/cat.jpg` })), ends: 'sent' },
  { what: 'a URL behind redirects', request: url((origin) => ({ media_url: `${origin}/1.jpg` })), ends: 'sent' },
  {
    what: 'a URL and a file: the file wins',
    request: (origin) => withJpg({ media_url: `${origin}/missing.jpg` }),
    ends: 'sent',
  },
  { what: 'a nonsense URL and a file: the file wins', request: () => withJpg({ media_url: 'nonsense' }), ends: 'sent' },
  ...[
    'nonsense',
    'https://example.com/a\u0000.jpg',
    'ftp://example.com/a.jpg',
    'https://me:secret@example.com/a.jpg',
    `https://example.com/${a(2_048)}`,
  ].map((media_url): Case => ({
    what: `the URL ${media_url.slice(0, 40)}`,
    request: url(() => ({ media_url })),
    ends: invalid('media_url'),
  })),
  ...[
    'http://127.0.0.1:1/a.jpg',
    'http://localhost/a.jpg',
    'http://10.0.0.1/a.jpg',
    'http://[::ffff:127.0.0.1]/a.jpg',
  ].map((media_url): Case => ({
    what: `the URL ${media_url}`,
    request: url(() => ({ media_url })),
    ends: mediaRefused,
  })),
  ...['/missing.jpg', '/cut.jpg', '/loop.jpg', '/text.jpg'].map((path): Case => ({
    what: `a URL that answers as ${path}`,
    request: url((origin) => ({ media_url: origin + path })),
    ends: mediaRefused,
  })),
  ...(
    [
      ['/download.php?id=5', 'document'],
      ['/download.php?id=6', 'document'],
      ['/blob/5f0c', 'document'],
      ['/blob/picture', 'image'],
      ['/report.v2', 'document'],
      ['/moved.pdf', 'document'],
      ['/typed', 'document'],
      ['/list', 'document'],
      ['/aws.pdf', 'document'],
      ['/gzip.pdf', 'document'],
    ] as const
  ).map(([path, media_type]): Case => ({
    what: `the URL of a file that answers as ${path}`,
    request: url((origin) => ({ media_url: origin + path, media_type })),
    ends: 'sent',
  })),
  ...(
    [
      ['/blob/text', 'document'],
      ['/cat.jpg', 'document'],
      ['/typed', 'image'],
      ['/download.php?id=5', 'image'],
      ['/moved.pdf', 'video'],
    ] as const
  ).map(([path, media_type]): Case => ({
    what: `the URL of a file that answers as ${path}, for ${media_type}`,
    request: url((origin) => ({ media_url: origin + path, media_type })),
    ends: invalid('media_url'),
  })),
  ...(
    [
      ['/blob/5f0c', 'image'],
      ['/packed.pdf', 'document'],
    ] as const
  ).map(([path, media_type]): Case => ({
    what: `the URL of other bytes that answers as ${path}, for ${media_type}`,
    request: url((origin) => ({ media_url: origin + path, media_type })),
    ends: mediaRefused,
  })),
  {
    what: 'a URL of another type',
    request: url((origin) => ({ media_url: `${origin}/cat.jpg`, media_type: 'video' })),
    ends: invalid('media_url'),
  },
  {
    what: 'an empty file behind a URL',
    request: url((origin) => ({ media_url: `${origin}/empty.jpg` })),
    ends: invalid('media_url'),
  },
];

const sendFailed = (what: string, digits: string, grpc: number): Case => ({
  what: `WhatsApp that ${what}`,
  request: () => withJpg({ phone: `14155${digits}` }),
  ends: { code: 'MESSAGE_SEND_FAILED', http: 500, grpc },
});

const whatsapp: Case[] = [
  sendFailed('refuses for good', '000010', 9),
  sendFailed('has a capability issue', '000003', 9),
  sendFailed('throttles', '130429', 14),
  sendFailed('throttles the pair', '131056', 14),
  sendFailed('is down', '000002', 14),
  sendFailed('refuses the access token', '000190', 9),
  sendFailed('cuts the connection', '999002', 2),
  sendFailed('accepts and cuts the connection', '999003', 2),
  sendFailed('answers with HTML', '999005', 2),
  sendFailed('accepts and answers with HTML', '999010', 2),
];

const keys: Case[] = [
  { what: 'a key for the first time', request: () => ({ ...withJpg(), key: 'order 1042 ~' }), ends: 'sent' },
  { what: 'a key again', after: 1, request: () => ({ ...withJpg(), key: 'order 1042' }), ends: 'sent' },
  {
    what: 'a key of a failed send again',
    after: 1,
    request: () => ({ ...withJpg({ phone: '14155000010' }), key: 'x' }),
    ends: { code: 'MESSAGE_SEND_FAILED', http: 500, grpc: 9 },
  },
  {
    what: 'a key of a send that may be repeated',
    after: 1,
    request: () => ({ ...withJpg({ phone: '14155130429' }), key: 'x' }),
    ends: { code: 'MESSAGE_SEND_FAILED', http: 500, grpc: 14 },
  },
  { what: 'the longest key', request: () => ({ ...withJpg(), key: a(255) }), ends: 'sent' },
  ...[a(256), ''].map((key): Case => ({
    what: `a key of ${key.length} characters`,
    request: () => ({ ...withJpg(), key }),
    ends: invalid('idempotency_key'),
  })),
];

export const cases: readonly Case[] = [
  ...everyExtension,
  ...nameless,
  ...labels,
  ...wrongFiles,
  ...sizes,
  ...rareMedia,
  ...phones,
  ...recipients,
  ...texts,
  ...contactFields,
  ...accounts,
  ...urls,
  ...whatsapp,
  ...keys,
];
