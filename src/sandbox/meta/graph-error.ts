import { errorCode } from './error-codes.js';

/** An error as the Graph API answers it. */
export type GraphError = {
  status: number;
  code: number;
  message: string;
  /** Null for an error without `error_data`. */
  details: string | null;
  type: 'OAuthException' | 'GraphMethodException';
  subcode?: number;
  transient?: true;
  /** What Graph calls of other products say to users, beside or in place of `error_data`. */
  user?: { title: string; message: string };
};

/** An error of Meta's table by its code, with Meta's way of writing the message: `(#code) Title`. */
export const codedError = (code: number, details?: string): GraphError & { details: string } => {
  const entry = errorCode(code);
  return {
    status: entry?.status ?? 400,
    code,
    message: `(#${String(code)}) ${entry?.title ?? 'Unknown error'}`,
    details: details ?? entry?.details ?? 'Unknown error.',
    type: entry?.type ?? 'OAuthException',
    ...(entry?.subcode === undefined ? {} : { subcode: entry.subcode }),
    ...(entry?.transient === undefined ? {} : { transient: entry.transient }),
  };
};

/** Error 100 with Meta's sentence in the message itself, as its parameter checks write it. */
export const parameterError = (sentence: string, details: string = sentence): GraphError => ({
  ...codedError(100, details),
  message: `(#100) ${sentence}`,
});

/** What the Graph API says of an id it does not know, or does not show to this caller: 100 / 33. */
export const unknownObject = (method: string, id: string): GraphError => {
  const message =
    `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to ` +
    'missing permissions, or does not support this operation. Please read the Graph API documentation at ' +
    'https://developers.facebook.com/docs/graph-api';
  return { status: 400, code: 100, subcode: 33, type: 'GraphMethodException', message, details: message };
};

/** A path that names no object and no edge of one. */
export const unknownPath = (path: string): GraphError => ({
  status: 400,
  code: 2500,
  type: 'OAuthException',
  message: `Unknown path components: ${path}`,
  details: 'The sandbox knows messages, media, media ids and subscribed_apps.',
});

/** A body beyond what the Graph API takes. */
export const bodyTooLarge = (limit: number): GraphError => ({
  ...parameterError('The request body is too large.', `At most ${String(limit)} bytes are taken.`),
  status: 413,
});

/** Meta's envelope round an error. `trace` goes into the `x-fb-trace-id` header too. */
export const errorEnvelope = (error: GraphError, trace: string): object => ({
  error: {
    message: error.message,
    type: error.type,
    ...(error.transient === undefined ? {} : { is_transient: error.transient }),
    code: error.code,
    ...(error.details === null ? {} : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
    ...(error.user === undefined ? {} : { error_user_title: error.user.title, error_user_msg: error.user.message }),
    ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
    fbtrace_id: trace,
  },
});

/** The same error as a `failed` status reports it. */
export const statusError = (code: number, details?: string): StatusError => {
  const { details: text } = codedError(code, details);
  const title = errorCode(code)?.title ?? 'Unknown error';
  return {
    code,
    title,
    message: title,
    error_data: { details: text },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
};

/** An error inside a status webhook. */
export type StatusError = {
  code: number;
  title: string;
  message: string;
  /** Absent in an error without details. */
  error_data?: { details: string };
  href: string;
};
