import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import ipaddr from 'ipaddr.js';
import { DAY } from '../domain/model/time.js';
import { parseAllowedHosts } from '../kit/outgoing-guard/allowed-hosts.js';
import { type Environment, findSecret, type FoundSecret, isGiven, secretSettings } from './secret-settings.js';
import { parseUrl } from '../kit/parse-url.js';

/** Reads the text of a setting. Left: what to write instead. */
type Reader<A> = (text: string) => E.Either<string, A>;

/** A setting as a codec over an environment variable; an empty one counts as not set. */
const setting = <A>(fallback: string, read: Reader<A>): t.Type<A, string> =>
  new t.Type<A, string>(
    'setting',
    (_value): _value is A => true,
    (value, context) => {
      const text = typeof value === 'string' && value.trim() !== '' ? value.trim() : fallback;
      return E.match(
        (what: string) => t.failure<A>(value, context, what),
        (read: A) => t.success(read),
      )(read(text));
    },
    String,
  );

const optionalSetting = <A>(read: Reader<A>): t.Type<A | null, string> =>
  setting<A | null>('', (text) => (text === '' ? E.right(null) : read(text)));

const anyText: Reader<string> = (text) => E.right(text);

const wholeNumber =
  (least: number, most: number): Reader<number> =>
  (text) => {
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most ? E.right(value) : E.left(`write a number from ${least} to ${most}`);
  };

const port = wholeNumber(0, 65_535);

const oneOf =
  <A extends string>(...allowed: readonly A[]): Reader<A> =>
  (text) => {
    const found = allowed.find((candidate) => candidate === text);
    return found === undefined ? E.left(`write one of ${allowed.join(', ')}`) : E.right(found);
  };

const trueOrFalse: Reader<boolean> = (text) => E.map((word) => word === 'true')(oneOf('true', 'false')(text));

/** An http(s) URL without credentials, query or fragment; a slash at its end is dropped. */
const baseUrl: Reader<string> = (text) => {
  const url = parseUrl(text);
  const plain = url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return plain && (url.protocol === 'https:' || url.protocol === 'http:')
    ? E.right(url.href.replace(/\/+$/, ''))
    : E.left('write an http or https URL, like https://postcard.example.com');
};

/** WhatsApp takes links of at most 2 047 characters, and the id and the name of a file need theirs. */
const LONGEST_PUBLIC_URL = 1_024;

const publicUrl: Reader<string> = (text) =>
  text.length > LONGEST_PUBLIC_URL
    ? E.left(
        `write a URL of at most ${LONGEST_PUBLIC_URL} characters, so that media URLs are short enough for WhatsApp`,
      )
    : baseUrl(text);

const whatsAppApi: Reader<string> = (text) =>
  text === 'sandbox'
    ? E.right(text)
    : E.mapLeft(() => 'write sandbox, or a URL like https://graph.facebook.com')(baseUrl(text));

const apiVersion: Reader<string> = (text) =>
  /^v[0-9]+\.[0-9]+$/.test(text) ? E.right(text) : E.left('write a version of the Graph API, like v25.0');

const encryptionKey: Reader<Buffer> = (text) => {
  const key = Buffer.from(text, 'base64');
  return key.length === 32 && /^[A-Za-z0-9+/_-]+=*$/.test(text)
    ? E.right(key)
    : E.left('write 32 bytes in base64, like the output of: openssl rand -base64 32');
};

/** Milliseconds, from text like 30s, 500ms or 2m. */
const duration: Reader<number> = (text) => {
  const found = /^([0-9]{1,6})(ms|s|m)$/.exec(text);
  if (found === null) return E.left('write a number and a unit, like 30s');
  return E.right(Number(found[1]) * { ms: 1, s: 1_000, m: 60_000 }[found[2] as 'ms' | 's' | 'm']);
};

/** The least that a retention may be: an idempotency key, which lives for a day, has ended by then. */
const LEAST_DAYS = 2;

/** Milliseconds, from whole days like 90d. */
const wholeDays: Reader<number> = (text) => {
  const days = /^[0-9]{1,6}d$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
  return days >= LEAST_DAYS
    ? E.right(days * DAY)
    : E.left(`write a number of whole days, at least ${LEAST_DAYS}, like 90d`);
};

const ports: Reader<readonly number[]> = (text) => {
  const read = text.split(',').map((part) => wholeNumber(1, 65_535)(part.trim()));
  return read.every(E.isRight)
    ? E.right(read.map(({ right }) => right))
    : E.left('write ports separated by commas, like 80,443,8443');
};

const proxies: Reader<readonly string[]> = (text) => {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  return parts.every((part) => ipaddr.isValid(part) || ipaddr.isValidCIDR(part))
    ? E.right(parts)
    : E.left('write addresses or ranges separated by commas, like 10.0.0.0/8,192.168.1.7');
};

/** Checks only the shape. The driver checks the rest at start. */
export const mongodbUrl: Reader<string> = (text) =>
  /^mongodb(\+srv)?:\/\/[^/\s]+(\/\S*)?$/.test(text)
    ? E.right(text)
    : E.left('write a URL like mongodb://127.0.0.1:27017/postcard, or leave it out to use DATA_DIR');

const allowedHosts: Reader<ReturnType<typeof parseAllowedHosts> extends E.Either<unknown, infer A> ? A : never> = (
  text,
) => E.mapLeft((faults: readonly string[]) => faults.join('; '))(parseAllowedHosts(text));

const settings = t.strict({
  HOST: setting('127.0.0.1', anyText),
  PORT: setting('3000', port),
  GRPC_PORT: setting('50051', port),
  PUBLIC_URL: optionalSetting(publicUrl),
  DATA_DIR: setting('./data', anyText),
  MONGODB_URL: optionalSetting(mongodbUrl),
  WHATSAPP_API_URL: setting('sandbox', whatsAppApi),
  WHATSAPP_API_VERSION: setting('v25.0', apiVersion),
  WHATSAPP_MEDIA_MODE: setting('auto', oneOf('auto', 'link', 'upload')),
  SANDBOX_PORT: setting('3001', port),
  SANDBOX_STRICT_MEDIA: setting('false', trueOrFalse),
  FETCH_ALLOWED_HOSTS: setting('', allowedHosts),
  WEBHOOK_ALLOWED_HOSTS: setting('', allowedHosts),
  FETCH_ALLOWED_PORTS: setting('80,443', ports),
  ENCRYPTION_KEY: optionalSetting(encryptionKey),
  ENCRYPTION_KEY_OLD: optionalSetting(encryptionKey),
  MESSAGE_RETENTION: optionalSetting(wholeDays),
  MEDIA_RETENTION: optionalSetting(wholeDays),
  SHUTDOWN_GRACE: setting('30s', duration),
  LOG_LEVEL: setting('info', oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')),
  TRUSTED_PROXIES: setting('', proxies),
});

/** The settings, under the names of the environment variables. */
export type Config = t.TypeOf<typeof settings>;

/** Reads all settings. Left: one line for each wrong setting, which says what to write instead. */
export const readConfig = (environment: Environment): E.Either<string[], Config> => {
  const secrets = secretSettings.map((name) => ({ name, found: findSecret(environment, name) }));
  const unreadable = secrets.flatMap(({ found }) => (E.isLeft(found) ? [found.left] : []));
  const read = new Map(secrets.map(({ name, found }) => [String(name), E.isRight(found) ? found.right : null]));
  const texts = Object.fromEntries([...read].map(([name, secret]) => [name, secret?.text]));
  const decoded = settings.decode({ ...environment, ...texts });
  const wrong = E.isRight(decoded) ? [] : decoded.left.map((error) => sentenceOf(error, read));
  const faults = [...unreadable, ...wrong, ...keyFaults(environment)];
  return E.isRight(decoded) && faults.length === 0 ? decoded : E.left(faults);
};

/** Names the variable that the value came from. */
const sentenceOf = (
  { context, message }: t.ValidationError,
  secrets: ReadonlyMap<string, FoundSecret | null>,
): string => {
  const name = context[1]?.key ?? '?';
  return `${secrets.get(name)?.variable ?? name}: ${message ?? 'is wrong'}`;
};

const keyFaults = (environment: Environment): readonly string[] =>
  isGiven(environment, 'ENCRYPTION_KEY_OLD') && !isGiven(environment, 'ENCRYPTION_KEY')
    ? ['ENCRYPTION_KEY_OLD: it only opens what it sealed; set ENCRYPTION_KEY too, or move this key there']
    : [];

/** Whether WhatsApp is the sandbox that this process starts itself. */
export const isSandboxMode = (config: Config): boolean => config.WHATSAPP_API_URL === 'sandbox';
