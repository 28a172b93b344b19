import * as E from 'fp-ts/lib/Either.js';
import { type Address, parseAddress } from './address.js';
import { type Params } from '../http/read-params.js';
import { codedError, type GraphError, parameterError } from '../meta/graph-error.js';
import type { MediaKind } from '../meta/media-types.js';
import { parseUrl } from '../../kit/parse-url.js';

export type Content =
  | { type: 'text'; body: string }
  | {
      type: MediaKind;
      source: { id: string } | { link: URL };
      caption: string | null;
      filename: string | null;
      voice: boolean;
    };

export type SendRequest = { address: Address; content: Content; opaque: string | undefined };

const kinds = ['text', 'image', 'document', 'video', 'audio'] as const;
type Kind = (typeof kinds)[number];

const keysOf: Record<Kind, readonly string[]> = {
  text: ['body', 'preview_url'],
  image: ['id', 'link', 'caption'],
  document: ['id', 'link', 'caption', 'filename'],
  video: ['id', 'link', 'caption'],
  audio: ['id', 'link', 'voice'],
};

/** What every Graph call may carry beside its own parameters. */
const graphKeys = ['access_token', 'appsecret_proof', 'debug', 'fields', 'format', 'locale', 'method', 'pretty'];
const addressKeys = ['recipient_type', 'to', 'recipient'];
const messageKeys = ['messaging_product', 'type', 'context', 'biz_opaque_callback_data'];
const allowedKeys = new Set<string>([...graphKeys, ...addressKeys, ...messageKeys, ...kinds]);

const CAPTION_LIMIT = 1024;
const TEXT_LIMIT = 4096;
const OPAQUE_LIMIT = 512;
const LINK_LIMIT = 2_048;

/** A member that is null counts as absent. */
const given = (params: Params, key: string): unknown =>
  Object.hasOwn(params, key) ? (params[key] ?? undefined) : undefined;

const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a text has more than so many characters, each of one or two UTF-16 units. A long text is not counted out. */
const isLonger = (text: string, limit: number): boolean =>
  text.length > 2 * limit || (text.length > limit && [...text].length > limit);

const invalid = (details: string): E.Either<GraphError, never> => E.left(codedError(131009, details));
/** What a caller wrote, short enough to be said back. */
const quote = (value: unknown): string => JSON.stringify(value).slice(0, 64);

const refuse = (sentence: string): E.Either<GraphError, never> => E.left(parameterError(sentence));

/** Meta's sentence where a value is none of a list: `Param x must be one of {A, B} - got "c".` */
const notOneOf = (key: string, allowed: readonly string[], got: unknown): E.Either<GraphError, never> =>
  refuse(`Param ${key} must be one of {${allowed.join(', ').toUpperCase()}} - got ${quote(got)}.`);

const unexpectedKey = (params: Params, allowed: (key: string) => boolean): string | undefined =>
  Object.keys(params).find((key) => !allowed(key) && given(params, key) !== undefined);

const text = (kind: Kind, params: Params, key: string, limit: number): E.Either<GraphError, string | null> => {
  const value = given(params, key);
  if (value === undefined) return E.right(null);
  if (typeof value !== 'string') return refuse(`Param ${kind}['${key}'] must be a string.`);
  return isLonger(value, limit)
    ? invalid(`Param ${kind}['${key}'] length invalid. Min length: 0, Max length: ${String(limit)}`)
    : E.right(value);
};

const source = (kind: MediaKind, params: Params): E.Either<GraphError, { id: string } | { link: URL }> => {
  const id = given(params, 'id');
  const link = given(params, 'link');
  if (id !== undefined && link !== undefined) {
    return refuse(`Param ${kind} must have exactly one of id and link, not both.`);
  }
  if (id !== undefined) {
    return typeof id === 'string' || typeof id === 'number'
      ? E.right({ id: String(id) })
      : refuse(`Param ${kind}['id'] must be a string.`);
  }
  if (link === undefined) return E.left(codedError(131008, `Param ${kind} must have one of id and link.`));
  const url = typeof link === 'string' && link.length <= LINK_LIMIT ? parseUrl(link) : null;
  return url !== null && /^https?:$/.test(url.protocol)
    ? E.right({ link: url })
    : refuse(`Param ${kind}['link'] is not a valid URI.`);
};

const textContent = (params: Params): E.Either<GraphError, Content> => {
  const body = text('text', params, 'body', TEXT_LIMIT);
  if (E.isLeft(body)) return body;
  return body.right === null || body.right === ''
    ? E.left(codedError(131008, "Param text['body'] is required."))
    : E.right({ type: 'text', body: body.right });
};

const mediaContent = (kind: MediaKind, params: Params): E.Either<GraphError, Content> => {
  const from = source(kind, params);
  if (E.isLeft(from)) return from;
  const caption = text(kind, params, 'caption', CAPTION_LIMIT);
  if (E.isLeft(caption)) return caption;
  const filename = text(kind, params, 'filename', CAPTION_LIMIT);
  if (E.isLeft(filename)) return filename;
  const voice = given(params, 'voice') ?? false;
  if (typeof voice !== 'boolean') return refuse(`Param ${kind}['voice'] must be a boolean.`);
  return E.right({ type: kind, source: from.right, caption: caption.right, filename: filename.right, voice });
};

const content = (params: Params): E.Either<GraphError, Content> => {
  const type = given(params, 'type') ?? 'text';
  const kind = kinds.find((known) => known === type);
  if (kind === undefined) return notOneOf('type', kinds, type);
  const inner = given(params, kind);
  if (inner === undefined) {
    return E.left(codedError(131008, `Parameter '${kind}' is mandatory for type '${kind}'`));
  }
  if (!isObject(inner)) return refuse(`Param ${kind} must be a JSON object.`);
  const unexpected = unexpectedKey(inner, (key) => keysOf[kind].includes(key));
  if (unexpected !== undefined) return refuse(`Unexpected key ${quote(unexpected)} on param "${kind}".`);
  return kind === 'text' ? textContent(inner) : mediaContent(kind, inner);
};

const opaqueData = (params: Params): E.Either<GraphError, string | undefined> => {
  const value = given(params, 'biz_opaque_callback_data');
  if (value === undefined) return E.right(undefined);
  if (typeof value !== 'string') return refuse('Param biz_opaque_callback_data must be a string.');
  return value.length > OPAQUE_LIMIT
    ? refuse(`Param biz_opaque_callback_data must be at most ${String(OPAQUE_LIMIT)} characters long.`)
    : E.right(value);
};

/** `messaging_product`, which every WhatsApp call must carry. */
export const requireWhatsApp = (params: Params): GraphError | undefined => {
  const product = given(params, 'messaging_product');
  if (product === undefined) return parameterError('The parameter messaging_product is required.');
  if (product === 'whatsapp') return undefined;
  return parameterError(`Param messaging_product must be one of {WHATSAPP} - got ${quote(product)}.`);
};

/**
 * Judges the parameters of `POST /{phone-number-id}/messages` as the Cloud API does, in its words.
 * Stricter than Meta in one point: an unknown key beside the message's own is refused, where Meta ignores it.
 */
export const validateMessage = (params: Params): E.Either<GraphError, SendRequest> => {
  const product = requireWhatsApp(params);
  if (product !== undefined) return E.left(product);
  const unexpected = unexpectedKey(params, (key) => allowedKeys.has(key));
  if (unexpected !== undefined) return refuse(`Unexpected key ${quote(unexpected)} on param "message".`);
  const recipientType = given(params, 'recipient_type') ?? 'individual';
  if (recipientType !== 'individual') return notOneOf('recipient_type', ['individual'], recipientType);
  const address = parseAddress({ to: given(params, 'to'), recipient: given(params, 'recipient') });
  if (E.isLeft(address)) return address;
  const inner = content(params);
  if (E.isLeft(inner)) return inner;
  const opaque = opaqueData(params);
  if (E.isLeft(opaque)) return opaque;
  return E.right({ address: address.right, content: inner.right, opaque: opaque.right });
};
