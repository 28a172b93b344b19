import { type components, type operations } from '../../../api/openapi.gen.js';

/**
 * The contract's own types, generated from `openapi/postcard.yaml`. The door's answers must satisfy them, so an
 * undocumented answer does not compile.
 */
type Schemas = components['schemas'];
type Responses = operations['sendMediaMessage']['responses'];
type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;

/** The body of a 200 to `POST /messages/media`. */
export type SentBody = Schemas['MediaMessageSent'];

/** The body of a 200 to `GET /messages/{chat_message_id}`, and of one to `GET /messages`. */
export type MessageBody = Schemas['MessageFound'];
export type MessageListBody = Schemas['MessageList'];

/** Every error body that any operation documents. */
export type ErrorBody = Exclude<
  {
    [Name in keyof operations]: JsonOf<operations[Name]['responses'][keyof operations[Name]['responses']]>;
  }[keyof operations],
  { success: true } | Schemas['Health']
>;

/** The documented error codes. */
export type ErrorCode = ErrorBody['error']['code'];

/** The body of an error with this code; `ErrorBodyOf<'RATE_LIMIT_EXCEEDED'>['meta']['retry_after']` is a number. */
export type ErrorBodyOf<Code extends ErrorCode> = Extract<ErrorBody, { error: { code: Code } }>;

interface Bare<Code extends ErrorCode, Meta extends Schemas['Meta']> {
  readonly success: false;
  readonly error: { readonly code: Code; readonly message: string };
  readonly meta: Meta;
}

/** The body of an error without `details`. Only codes for which the document has such a body are allowed. */
export type BareErrorBody<Meta extends Schemas['Meta']> = Bare<
  { [Code in ErrorCode]: Bare<Code, Meta> extends ErrorBodyOf<Code> ? Code : never }[ErrorCode],
  Meta
>;

/** The `meta` of an error, and the `meta` of an error that says when to retry. */
export type Meta = Schemas['Meta'];
export type RetryMeta = Schemas['RetryMeta'];

/** The statuses that an error of this code may have: `StatusOf<'NOT_FOUND'>` is `404`. */
export type StatusOf<Code extends ErrorCode> = {
  [Status in keyof Responses]: Extract<JsonOf<Responses[Status]>, { error: { code: Code } }> extends never
    ? never
    : Status;
}[keyof Responses];

/** The names of the fields of a send, in their flat spellings. */
export type FieldName = keyof Schemas['MediaMessageForm'];

/** The body of `GET /healthz` and of a good `GET /readyz`. */
export type HealthBody = Schemas['Health'];
