import { expect } from 'chai';
import { mediaTypes } from '../../src/domain/model/media/media-rules.js';
import {
  answers,
  document,
  lookUp,
  type Node,
  operations,
  places,
  placesWhere,
  schemas,
  typesOf,
} from './as-written.js';

describe('the OpenAPI document, for generators of clients', () => {
  it('has every operation under its own path, once, with its own operationId', () => {
    expect(Object.values(document.paths).filter((item) => '$ref' in item)).to.deep.equal([]);
    expect(document.components).not.to.have.property('pathItems');
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).to.have.length.above(5);
    for (const id of ids) expect(id).to.match(/^[a-z][A-Za-z]+$/);
    expect([...new Set(ids)]).to.deep.equal(ids);
  });

  it('names no address that is not this server', () => {
    expect(document).not.to.have.property('servers');
  });

  it('takes a file as multipart/form-data alone', () => {
    const withFiles = operations.filter(({ requestBody }) => JSON.stringify(requestBody ?? {}).includes('multipart/'));
    expect(withFiles.map(({ operationId }) => operationId)).to.deep.equal(['sendMediaMessage']);
    for (const { requestBody } of withFiles)
      expect(Object.keys(requestBody?.content ?? {})).to.deep.equal(['multipart/form-data']);
  });

  it('has the enums of a form inline, the same as elsewhere', () => {
    const { properties } = schemas['MediaMessageForm'] as { properties: Readonly<Record<string, Node>> };
    for (const [name, property] of Object.entries(properties)) {
      const { $ref } = property;
      const target = typeof $ref === 'string' ? lookUp($ref) : {};
      expect(target, `${name} refers to an enum`).not.to.have.property('enum');
    }
    expect(properties['media_type']?.['enum']).to.deep.equal(mediaTypes);
    expect(schemas['MediaType']?.['enum']).to.deep.equal(mediaTypes);
  });

  it('has no two fields whose names become one in a language', () => {
    const clashes = places.flatMap(([at, { properties }]) => {
      if (properties === undefined) return [];
      const names = Object.keys(properties as Node).map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
      return new Set(names).size === names.length ? [] : [at.join('/')];
    });
    expect(clashes).to.deep.equal([]);
  });

  it('has no two components whose names become one type', () => {
    const names = ['schemas', 'responses', 'parameters', 'requestBodies'].flatMap((kind) =>
      Object.keys(document.components[kind] ?? {}),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
  });

  it('marks bytes as binary in the words of OpenAPI 3.0 too', () => {
    const bytes = places.filter(([, node]) => 'contentMediaType' in node || node['format'] === 'binary');
    expect(bytes).to.have.length.at.least(2);
    for (const [at, node] of bytes)
      expect(node, at.join('/')).to.include({
        type: 'string',
        format: 'binary',
        contentMediaType: 'application/octet-stream',
      });
  });

  it('has no const and no enum without a type', () => {
    expect(
      placesWhere((node) => ('const' in node || 'enum' in node) && typeof node['type'] !== 'string'),
    ).to.deep.equal([]);
    expect(placesWhere((node) => 'const' in node)).not.to.deep.equal([]);
  });

  it('has no boolean with a const or an enum', () => {
    expect(
      placesWhere((node) => typesOf(node).includes('boolean') && ('const' in node || 'enum' in node)),
    ).to.deep.equal([]);
  });

  it('has ids in 64 bits', () => {
    expect(schemas['Id']).to.include({ type: 'integer', format: 'int64' });
    expect(placesWhere((node) => Number(node['maximum']) > 2 ** 31 && node['format'] !== 'int64')).to.deep.equal([]);
  });

  it('has no choice of schemas but a schema or null', () => {
    expect(placesWhere((node) => 'oneOf' in node || 'allOf' in node || 'not' in node)).to.deep.equal([
      'components/schemas/MediaMessageForm/if',
    ]);
    const choices = places.flatMap(([, { anyOf }]) => (Array.isArray(anyOf) ? [anyOf as readonly Node[]] : []));
    for (const [schema, nothing, ...more] of choices) {
      expect(schema).to.have.property('$ref');
      expect(nothing).to.deep.equal({ type: 'null' });
      expect(more).to.deep.equal([]);
    }
  });

  it('names the schema of every answer, and every error is one of its own', () => {
    expect(answers).to.have.length.above(50);
    for (const { title, status, schema } of answers) {
      expect(Object.keys(schema), title).to.deep.equal(['$ref']);
      if (Number(status) >= 400) expect(schema['$ref'], title).to.match(/^#\/components\/schemas\/\w+Error$/);
    }
  });

  it('has one object for the details of an error', () => {
    const errors = Object.entries(schemas).filter(([name]) => name.endsWith('Error'));
    const details = errors.flatMap(([name, schema]) => {
      const { error } = schema['properties'] as { error: { properties: Readonly<Record<string, Node>> } };
      const said = error.properties['details'];
      return said === undefined
        ? []
        : [[name, typeof said['$ref'] === 'string' ? lookUp(said['$ref']) : said] as const];
    });
    expect(details.map(([name]) => name)).to.include.members([
      'UnprocessableError',
      'ForbiddenError',
      'SendFailedError',
    ]);
    for (const [name, said] of details) {
      expect(said, name).to.have.property('type', 'object');
      expect(said, name).to.have.property('properties');
      expect(said, name).not.to.have.any.keys('oneOf', 'anyOf', 'allOf', 'additionalProperties');
    }
  });
});
