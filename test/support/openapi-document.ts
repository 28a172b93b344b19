import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** As much of OpenAPI 3.1 as `openapi/postcard.yaml` uses. */
export type Schema = Readonly<Record<string, unknown>>;
export interface Example {
  readonly value: unknown;
  /** What the running service makes of a request example. */
  readonly 'x-expect'?: { readonly status: number; readonly code?: string };
}
export interface MediaObject {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, Example>>;
}
export interface HeaderObject {
  readonly required?: boolean;
  readonly schema: Schema;
}
export interface ResponseObject {
  readonly headers?: Readonly<Record<string, HeaderObject>>;
  readonly content?: Readonly<Record<string, MediaObject>>;
}
export interface ParameterObject {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: Schema;
  readonly example?: unknown;
}
/** A call in a language, as documentation pages show it beside the operation. */
export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}
export interface OperationObject {
  readonly operationId: string;
  readonly description: string;
  readonly 'x-codeSamples'?: readonly CodeSample[];
  readonly security?: readonly unknown[];
  readonly parameters?: readonly ParameterObject[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaObject>> };
  readonly responses: Readonly<Record<string, ResponseObject>>;
}
export interface Operation extends OperationObject {
  readonly method: string;
  /** The path's template, like `/media/{id}/{name}`. */
  readonly path: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
  };
}

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];

const raw = parse(readFileSync(new URL('../../openapi/postcard.yaml', import.meta.url), 'utf8')) as Document;

const SCHEMA = '#/components/schemas/';

const lookUp = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], raw);

/** Puts in what references name, except schemas: those keep theirs, for the validator to follow. */
const resolve = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(resolve);
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as { $ref?: unknown };
  if (typeof $ref === 'string' && !$ref.startsWith(SCHEMA)) return resolve(lookUp($ref));
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === 'value' ? value : resolve(value)]),
  );
};

const document = resolve(raw) as Document;

export const schemas = document.components.schemas;

/** The schema itself where there is only a reference to it. */
export const schemaOf = (schema: Schema): Schema => {
  const { $ref } = schema;
  return typeof $ref === 'string' ? schemaOf(schemas[$ref.slice(SCHEMA.length)] ?? {}) : schema;
};

/** What a path that is not documented gets. */
export const notFound: ResponseObject = document.components.responses['NotFound'] as ResponseObject;

/** Every documented operation; one that answers at two paths is there twice. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => methods.includes(method))
    .map(([method, operation]) => ({ ...(operation as OperationObject), method: method.toUpperCase(), path })),
);

export const operation = (method: string, path: string): Operation => {
  const found = operations.find((candidate) => candidate.method === method && candidate.path === path);
  if (found === undefined) throw new TypeError(`${method} ${path} is not documented`);
  return found;
};
