import { expect } from 'chai';
import { errorCodes } from '../../src/api/error-codes.js';
import { envelopeFaults } from '../support/envelope.js';
import { closedSchemaFaults, schemaFaults } from '../support/openapi.js';
import { type Operation, operations } from '../support/openapi-document.js';

const responseExamples = operations.flatMap((operation) =>
  Object.entries(operation.responses).flatMap(([status, response]) =>
    Object.values(response.content ?? {}).flatMap((media) =>
      Object.entries(media.examples ?? {}).map(([name, { value }]) => ({
        title: `${operation.method} ${operation.path} ${status} ${name}`,
        status: Number(status),
        name,
        schema: media.schema,
        value: value as { error?: { code: string; details?: { reason?: string } } },
      })),
    ),
  ),
);

const requestExamples = operations.flatMap((operation) =>
  Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, media]) =>
    Object.entries(media.examples ?? {}).map(([name, example]) => ({
      title: `${operation.method} ${operation.path} ${type} ${name}`,
      schema: media.schema,
      ...example,
    })),
  ),
);

describe('the examples of the OpenAPI document', () => {
  it('are there for every JSON answer', () => {
    const bare = operations.flatMap((operation) => jsonWithoutExample(operation));
    expect(bare).to.deep.equal([]);
  });

  it('show answers that their schemas allow, member by member', () => {
    const wrong = responseExamples.flatMap(({ title, status, schema, value }) =>
      [...closedSchemaFaults(schema, value), ...(typeof value === 'string' ? [] : envelopeFaults(status, value))].map(
        (fault) => `${title}: ${fault}`,
      ),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('show requests that their schemas allow, and say what becomes of them', () => {
    const wrong = requestExamples.flatMap(({ title, schema, value }) =>
      closedSchemaFaults(schema, value).map((fault) => `${title}: ${fault}`),
    );
    expect(wrong).to.deep.equal([]);
    for (const example of requestExamples) expect(example['x-expect'], example.title).to.have.property('status');
  });

  it('show parameters that their schemas allow', () => {
    const wrong = operations.flatMap((operation) =>
      (operation.parameters ?? []).flatMap(({ name, schema, example }) =>
        example === undefined ? [] : schemaFaults(schema, example).map((fault) => `${name}: ${fault}`),
      ),
    );
    expect(wrong).to.deep.equal([]);
  });

  it('are named by the code of the error they show', () => {
    for (const { title, name, value } of responseExamples) {
      if (value.error !== undefined) expect(name.split('.')[0], title).to.equal(value.error.code);
    }
  });

  it('show every error code that the service has, and no other', () => {
    const shown = new Set(responseExamples.flatMap(({ value }) => value.error?.code ?? []));
    expect([...shown].sort()).to.deep.equal([...errorCodes].sort());
  });
});

const jsonWithoutExample = (operation: Operation): string[] =>
  Object.entries(operation.responses)
    .filter(([, { content }]) => {
      const json = content?.['application/json'];
      return json !== undefined && Object.keys(json.examples ?? {}).length === 0;
    })
    .map(([status]) => `${operation.method} ${operation.path} ${status}`);
