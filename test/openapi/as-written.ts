import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The document as it is written, with its references, since that is what generators of clients read. */
export type Node = Readonly<Record<string, unknown>>;
export const document = parse(readFileSync(new URL('../../openapi/postcard.yaml', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Node>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Node>>>>;
};

const methods = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'];

interface WrittenOperation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Node };
  readonly responses: Node;
}

export const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => methods.includes(method))
    .map(([method, operation]) => ({ path, method, ...(operation as WrittenOperation) })),
);

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every place of the document with its path, but for what examples show. */
const placesIn = (node: unknown, at: readonly string[] = []): readonly (readonly [readonly string[], Node])[] => {
  if (Array.isArray(node)) return node.flatMap((item, index) => placesIn(item, [...at, String(index)]));
  if (!isNode(node)) return [];
  const inner = Object.entries(node).filter(([key]) => !['example', 'examples', 'x-codeSamples'].includes(key));
  return [[at, node], ...inner.flatMap(([key, value]) => placesIn(value, [...at, key]))];
};

/** Names of members are no keywords: `properties` may have one called `enum`. */
export const places = placesIn(document).filter(
  ([at]) => !['properties', 'headers', 'responses'].includes(at.at(-1) ?? ''),
);

export const placesWhere = (wrong: (node: Node, at: readonly string[]) => boolean): readonly string[] =>
  places.filter(([at, node]) => wrong(node, at)).map(([at]) => at.join('/'));

export const typesOf = ({ type }: Node): readonly unknown[] => (Array.isArray(type) ? type : [type]);

const jsonOf = (response: unknown): Node | undefined => {
  const found = isNode(response) && typeof response['$ref'] === 'string' ? lookUp(response['$ref']) : response;
  return ((found as Node)['content'] as Readonly<Record<string, Node>> | undefined)?.['application/json'];
};

export const lookUp = (reference: string): Node =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, step) => (node as Node)[step], document) as Node;

export const schemas = document.components['schemas'] ?? {};

/** Every JSON answer with its status. */
export const answers = operations.flatMap(({ path, method, responses }) =>
  Object.entries(responses).flatMap(([status, response]) => {
    const json = jsonOf(response);
    return json === undefined ? [] : [{ title: `${method} ${path} ${status}`, status, schema: json['schema'] as Node }];
  }),
);
