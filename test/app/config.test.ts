import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { type Config, readConfig } from '../../src/app/config.js';
import { DAY } from '../../src/domain/model/time.js';

const read = (environment: Readonly<Record<string, string>>): Config => {
  const config = readConfig(environment);
  if (E.isLeft(config)) throw new Error(config.left.join('; '));
  return config.right;
};

const faultsOf = (environment: Readonly<Record<string, string>>): readonly string[] => {
  const config = readConfig(environment);
  return E.isLeft(config) ? config.left : [];
};

const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 8));

/** What is written, and what it means; a value of which every part counts. */
const good: Readonly<Partial<Record<keyof Config, readonly (readonly [string, unknown])[]>>> = {
  HOST: [
    ['0.0.0.0', '0.0.0.0'],
    ['::1', '::1'],
  ],
  PORT: [
    ['0', 0],
    ['65535', 65_535],
    [' 8080 ', 8080],
  ],
  GRPC_PORT: [['50052', 50_052]],
  SANDBOX_PORT: [['4001', 4001]],
  SANDBOX_STRICT_MEDIA: [
    ['true', true],
    ['false', false],
  ],
  PUBLIC_URL: [
    ['https://media.example.com', 'https://media.example.com'],
    ['https://example.com/postcard/', 'https://example.com/postcard'],
    ['HTTP://Example.com:8080', 'http://example.com:8080'],
  ],
  DATA_DIR: [['/var/lib/postcard', '/var/lib/postcard']],
  WHATSAPP_API_URL: [
    ['sandbox', 'sandbox'],
    ['https://graph.facebook.com/', 'https://graph.facebook.com'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
  ],
  WHATSAPP_API_VERSION: [['v99.12', 'v99.12']],
  WHATSAPP_MEDIA_MODE: [
    ['auto', 'auto'],
    ['link', 'link'],
    ['upload', 'upload'],
  ],
  FETCH_ALLOWED_PORTS: [
    ['443', [443]],
    ['80, 8443,65535', [80, 8443, 65_535]],
  ],
  FETCH_ALLOWED_HOSTS: [
    [
      'media.internal, 10.0.0.7:8080,[::1]:81',
      [
        { host: 'media.internal', port: null },
        { host: '10.0.0.7', port: 8080 },
        { host: '::1', port: 81 },
      ],
    ],
  ],
  WEBHOOK_ALLOWED_HOSTS: [['crm.internal:8080', [{ host: 'crm.internal', port: 8080 }]]],
  ENCRYPTION_KEY: [
    [key.toString('base64'), key],
    [key.toString('base64url'), key],
  ],
  MESSAGE_RETENTION: [
    ['2d', 2 * DAY],
    [' 90d ', 90 * DAY],
    ['3650d', 3_650 * DAY],
  ],
  MEDIA_RETENTION: [['365d', 365 * DAY]],
  SHUTDOWN_GRACE: [
    ['500ms', 500],
    ['10s', 10_000],
    ['2m', 120_000],
    ['0s', 0],
  ],
  LOG_LEVEL: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'].map((level) => [level, level] as const),
  TRUSTED_PROXIES: [['10.0.0.0/8, ::1,192.168.1.7', ['10.0.0.0/8', '::1', '192.168.1.7']]],
};

const ports = ['-1', '65536', '1e3', '80.5', '0x50', 'eighty', '3000/tcp'];
const bad: Readonly<Partial<Record<keyof Config, readonly string[]>>> = {
  PORT: ports,
  GRPC_PORT: ports,
  SANDBOX_PORT: ports,
  SANDBOX_STRICT_MEDIA: ['1', 'yes', 'TRUE', 'on', 'true,false'],
  PUBLIC_URL: [
    'media.example.com',
    'ftp://media.example.com',
    'https://user@media.example.com',
    'https://:secret@media.example.com',
    'https://media.example.com/?a=1',
    'https://media.example.com/#top',
    'https://',
    'javascript:alert(1)',
    `https://media.example.com/${'a'.repeat(1_000)}`,
  ],
  WHATSAPP_API_URL: ['graph.facebook.com', 'Sandbox', 'ftp://graph.facebook.com', 'https://token@graph.facebook.com'],
  WHATSAPP_API_VERSION: ['25.0', 'v25', 'latest', 'v25.0/', 'v25.0.1'],
  WHATSAPP_MEDIA_MODE: ['links', 'AUTO', 'both'],
  FETCH_ALLOWED_PORTS: ['80;443', '0', '65536', '80,', 'https', '80-90'],
  FETCH_ALLOWED_HOSTS: [
    'http://intranet',
    'intranet:0',
    'intranet:65536',
    'a b',
    '::1',
    'intranet,,other',
    '10.0.0.0/8',
  ],
  WEBHOOK_ALLOWED_HOSTS: ['https://crm.internal', '10.0.0.0/8'],
  ENCRYPTION_KEY: [
    'short',
    key.subarray(1).toString('base64'),
    Buffer.concat([key, key]).toString('base64'),
    key.toString('hex'),
    `${key.toString('base64').slice(0, -2)}!=`,
  ],
  MESSAGE_RETENTION: ['1d', '0d', '90', '90 d', '-2d', '2.5d', '12w', '48h', 'never', '9999999d'],
  MEDIA_RETENTION: ['1d', 'd', '١٠d'],
  SHUTDOWN_GRACE: ['30', '30 s', '-1s', '1h', '1.5s', 'never'],
  LOG_LEVEL: ['loud', 'INFO', 'information'],
  TRUSTED_PROXIES: ['proxy.example.com', '10.0.0.0/33', '10.0.0.0/8,', '10.0.0.0-10.0.0.9'],
};

describe('the settings', () => {
  it('have a default each, so that none has to be written', () => {
    const defaults = read({});
    expect(defaults).to.deep.include({
      HOST: '127.0.0.1',
      PORT: 3000,
      GRPC_PORT: 50_051,
      PUBLIC_URL: null,
      DATA_DIR: './data',
      WHATSAPP_API_URL: 'sandbox',
      WHATSAPP_API_VERSION: 'v25.0',
      WHATSAPP_MEDIA_MODE: 'auto',
      SANDBOX_PORT: 3001,
      SANDBOX_STRICT_MEDIA: false,
      FETCH_ALLOWED_HOSTS: [],
      WEBHOOK_ALLOWED_HOSTS: [],
      FETCH_ALLOWED_PORTS: [80, 443],
      ENCRYPTION_KEY: null,
      MESSAGE_RETENTION: null,
      MEDIA_RETENTION: null,
      SHUTDOWN_GRACE: 30_000,
      LOG_LEVEL: 'info',
      TRUSTED_PROXIES: [],
    });
  });

  it('count as absent where they are empty', () => {
    const names = Object.keys(read({}));
    expect(read(Object.fromEntries(names.map((name) => [name, ' '])))).to.deep.equal(read({}));
  });

  for (const [name, values] of Object.entries(good))
    for (const [text, meaning] of values)
      it(`take ${name}=${text}`, () => {
        expect(read({ [name]: text })).to.deep.equal({ ...read({}), [name]: meaning });
      });

  for (const [name, values] of Object.entries(bad))
    for (const text of values)
      it(`refuse ${name}=${text}, saying what to write instead`, () => {
        const faults = faultsOf({ [name]: text });
        expect(faults).to.have.length(1);
        expect(faults[0]).to.match(new RegExp(`^${name}: [^\\n]+$`));
        if (!name.endsWith('_ALLOWED_HOSTS'))
          expect(faults[0]).to.match(/: write (a|an|one|ports|addresses|sandbox|32)\b/);
      });

  it('tell all their faults at once, one line each, and repeat no secret', () => {
    const wrong = Object.entries(bad).map(([name, [text]]) => [name, text ?? ''] as const);
    const faults = faultsOf(Object.fromEntries([...wrong, ['ENCRYPTION_KEY', 'not-a-key-but-a-secret']]));
    expect(faults.map((line) => line.split(':')[0]).sort()).to.deep.equal(Object.keys(bad).sort());
    expect(faults.join('\n')).not.to.contain('not-a-key');
  });

  it('leave the rest of the environment alone', () => {
    expect(read({ PATH: '/bin', port: 'x', NODE_ENV: 'production' })).to.deep.equal(read({}));
  });
});

describe('the setting MONGODB_URL', () => {
  it('takes the URLs that the driver takes', () => {
    for (const url of [
      'mongodb://127.0.0.1/postcard',
      'mongodb://user:p%40ss@a.example:27017,b.example:27018/postcard?replicaSet=rs0',
      'mongodb+srv://cluster.example.com',
    ])
      expect(read({ MONGODB_URL: url }).MONGODB_URL).to.equal(url);
    expect(read({}).MONGODB_URL).to.equal(null);
  });

  it('refuses what is none, and does not repeat it: there may be a password in it', () => {
    for (const url of ['127.0.0.1:27017', 'http://127.0.0.1', 'mongodb://', 'mongodb:///secret', 'mongodb://h/a b']) {
      const [fault, ...more] = faultsOf({ MONGODB_URL: url });
      expect(fault)
        .to.match(/^MONGODB_URL: write a URL like /)
        .and.not.include('secret');
      expect(more).to.deep.equal([]);
    }
  });
});
