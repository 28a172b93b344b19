import { type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { envelopeFaults } from './envelope.js';
import {
  type HeaderObject,
  type MediaObject,
  notFound,
  operations,
  type ResponseObject,
  type Schema,
  schemas,
} from './openapi-document.js';

/** An answer as it came over the wire. Header names are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

/** Headers of the transport, which no operation documents. */
const transport = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding']);

/**
 * The document's validator. `closed` refuses members that the document does not name: the document leaves objects
 * open for its readers, to whom more may come; what the service really says must be written down.
 */
const makeValidator = (closed: boolean) => {
  // An `if` may require what its parent defines, which strictRequired does not see.
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
  // CommonJS's default, which NodeNext gives as the module's namespace.
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'postcard', $defs: prepare(schemas, closed) });
  const compiled = new Map<Schema, ValidateFunction>();
  return (schema: Schema, value: unknown): string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(prepare(schema, closed) as Schema);
    compiled.set(schema, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`.trim(),
    );
  };
};

/** Points the references to where the validator has the schemas, and closes objects if asked to. */
const prepare = (node: unknown, closed: boolean): unknown => {
  if (Array.isArray(node)) return node.map((item) => prepare(item, closed));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [
    key,
    key === '$ref' ? String(value).replace('#/components/schemas/', 'postcard#/$defs/') : prepare(value, closed),
  ]);
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  const mayClose = closed && copy['type'] === 'object' && 'properties' in copy && !('additionalProperties' in copy);
  return mayClose ? { ...copy, unevaluatedProperties: false } : copy;
};

/** What is wrong with a value by a schema of the document; more members than documented are right. */
export const schemaFaults = makeValidator(false);

/** The same for what the service says: more members than documented are wrong. */
export const closedSchemaFaults = makeValidator(true);

/**
 * What is wrong with an answer by the document: a status, a header, a type or a member that is not documented, one
 * that is missing, one of another shape. Empty where all is as written.
 *
 * @param path the template, like `/media/{id}/{name}`; one that is not documented gets the document's 404, and a
 *   method that its path does not document the 405 of that path. `/api/v2/messages/media` is documented in words.
 */
export const answerFaults = (method: string, path: string, answer: Answer): string[] => {
  const response = documented(method, path, answer.status);
  if (response === undefined) return [`${method} ${path}: the status ${answer.status} is not documented`];
  return [
    ...headerFaults(response.headers ?? {}, answer.headers),
    ...(method === 'HEAD' && answer.body.length === 0 ? [] : bodyFaults(response.content, answer)),
  ].map((fault) => `${method} ${path} ${answer.status}: ${fault}`);
};

/** The second path of `POST /messages/media`. */
const ALIAS = '/api/v2/messages/media';

const documented = (method: string, path: string, status: number): ResponseObject | undefined => {
  const ofPath = operations.filter((operation) => operation.path === (path === ALIAS ? '/messages/media' : path));
  if (ofPath.length === 0) return status === 404 ? notFound : undefined;
  // Every GET answers HEAD too.
  const exact = [method, method === 'HEAD' ? 'GET' : method]
    .map((wanted) => ofPath.find((operation) => operation.method === wanted))
    .find((operation) => operation !== undefined);
  return exact === undefined && status !== 405 ? undefined : (exact ?? ofPath[0])?.responses[status];
};

const headerFaults = (known: Readonly<Record<string, HeaderObject>>, sent: Answer['headers']): string[] => {
  const byName = new Map(Object.entries(known).map(([name, header]) => [name.toLowerCase(), header]));
  const missing = [...byName].filter(([name, header]) => header.required === true && sent[name] === undefined);
  return [
    ...missing.map(([name]) => `the header ${name} is missing`),
    ...Object.entries(sent).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const header = byName.get(name);
      if (header === undefined) return transport.has(name) ? [] : [`the header ${name} is not documented`];
      return closedSchemaFaults(header.schema, fromText(header.schema, value)).map((fault) => `${name}: ${fault}`);
    }),
  ];
};

const fromText = (schema: Schema, value: unknown): unknown =>
  schema['type'] === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;

const emptyFaults = (body: Uint8Array): string[] => (body.length === 0 ? [] : ['a body is not documented']);

const bodyFaults = (
  content: Readonly<Record<string, MediaObject>> | undefined,
  { status, headers, body }: Answer,
): string[] => {
  if (content === undefined) return emptyFaults(body);
  const type = String(headers['content-type'] ?? '');
  const media = content[type] ?? content[type.split(';')[0]?.trim().toLowerCase() ?? ''];
  if (media === undefined) return [`the content type ${type || 'none'} is not documented`];
  if (!type.startsWith('application/json')) return [];
  try {
    const said: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    return [...closedSchemaFaults(media.schema, said), ...envelopeFaults(status, said)];
  } catch (error) {
    return [`the body is not JSON: ${String(error)}`];
  }
};
