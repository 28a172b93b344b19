import { type components, type operations } from '../../../api/openapi.gen.js';

/**
 * The contract's own types, generated from `openapi/postcard.yaml`. The door's answers must satisfy them, so an
 * undocumented answer does not compile.
 *
 * The document is written for generators of clients: one schema for a status, though it may have several codes, and
 * plain booleans. What it says in words beside its schemas, these types say again.
 */
type Schemas = components['schemas'];
type Responses = operations['sendMediaMessage']['responses'];
type JsonOf<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;

/** The body of an answer that did what was asked: `success` is true. */
type Done<Body> = Body & { readonly success: true };

/** The body of a 200 to `POST /messages/media`. */
export type SentBody = Done<Schemas['MediaMessageSent']>;

/** The body of a 200 to `GET /messages/{chat_message_id}`, and of one to `GET /messages`. */
export type MessageBody = Done<Schemas['MessageFound']>;
export type MessageListBody = Done<Schemas['MessageList']>;

/** The body of one contact, and of a page of them. */
export type ContactBody = Done<Schemas['ContactFound']>;
export type ContactListBody = Done<Schemas['ContactList']>;
export type ContactErasedBody = Done<Schemas['ContactErased']>;

/** The body of a 200 to `GET /account`, and of one to `GET /account/activity`. */
export type AccountBody = Done<Schemas['AccountFound']>;
export type ActivityBody = Done<Schemas['ActivityFound']>;

/** The body of a 200 to `GET /events` as a list. */
export type EventListBody = Done<Schemas['EventList']>;

/** The bodies about webhook endpoints and their deliveries. */
export type EndpointBody = Done<Schemas['WebhookEndpointFound']>;
export type EndpointSecretBody = Done<Schemas['WebhookEndpointSecret']>;
export type EndpointListBody = Done<Schemas['WebhookEndpointList']>;
export type EndpointRemovedBody = Done<Schemas['WebhookEndpointDeleted']>;
export type DeliveryBody = Done<Schemas['DeliveryFound']>;
export type DeliveryListBody = Done<Schemas['DeliveryList']>;
export type DeliveriesReplayedBody = Done<Schemas['DeliveriesReplayed']>;

/** The `details` that always come with a code. Beside these, only `VALIDATION_ERROR` may have any. */
interface FactsOf {
  readonly CONFLICT: Schemas['ConflictDetails'];
  readonly FEATURE_LIMIT_EXCEEDED: Schemas['LimitDetails'];
  readonly INVALID_MEDIA_TYPE: Pick<Details, 'detected'> & Required<Pick<Details, 'reason'>>;
  readonly MESSAGE_SEND_FAILED: Schemas['SendFailure'];
}
type Details = Schemas['UnprocessableDetails'];

/** The faults of fields, or the configuration that is missing: never both, and never beside facts. */
type FaultsIn<D> = 'missing_config' extends keyof D
  ? Omit<D, keyof FactsOf['INVALID_MEDIA_TYPE'] | 'missing_config'> | Required<Pick<Details, 'missing_config'>>
  : D;

/** The `details` of a code, where the schema of its error has them. */
type DetailsIn<Error, Code> = Code extends keyof FactsOf
  ? { readonly details: FactsOf[Code] }
  : Code extends 'VALIDATION_ERROR'
    ? EachFaultsIn<Pick<Error, keyof Error & 'details'>>
    : unknown;
type EachFaultsIn<Member> = { readonly [Key in keyof Member]: FaultsIn<NonNullable<Member[Key]>> };

/** The bodies of a schema, one for each code that it may have. */
type ByCode<Body> = Body extends { readonly error: { readonly code: infer Code } }
  ? OfCode<Body, Body['error'], Code>
  : never;
type OfCode<Body, Error, Code> = Code extends string
  ? Omit<Body, 'success' | 'error'> & {
      readonly success: false;
      readonly error: { readonly code: Code; readonly message: string } & DetailsIn<Error, Code>;
    }
  : never;

/** Every error body that any operation documents. */
export type ErrorBody = ByCode<
  {
    [Name in keyof operations]: JsonOf<operations[Name]['responses'][keyof operations[Name]['responses']]>;
  }[keyof operations]
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
  [Status in keyof Responses]: Extract<ByCode<JsonOf<Responses[Status]>>, { error: { code: Code } }> extends never
    ? never
    : Status;
}[keyof Responses];

/** The names of the fields of a send; `contact[firstname]` is `contact.firstname`. */
export type FieldName = keyof Schemas['MediaMessageForm'];

/** The body of `GET /healthz` and of a good `GET /readyz`. */
export type HealthBody = Schemas['Health'];
