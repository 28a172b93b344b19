import { expect } from 'chai';
import { call } from '../support/http-client.js';
import { type Answer, answerFaults } from '../support/openapi.js';
import { operation, operations } from '../support/openapi-document.js';
import { accountProvocations } from './provocations/account.js';
import { badHttpProvocations } from './provocations/bad-http.js';
import { contactsProvocations } from './provocations/contacts.js';
import { eventsProvocations } from './provocations/events.js';
import { mediaProvocations } from './provocations/media.js';
import { messagesProvocations } from './provocations/messages.js';
import { operationsProvocations } from './provocations/operations.js';
import { nameOf, type Provocation } from './provocations/provocation.js';
import { sendProvocations } from './provocations/send.js';
import { webhookEndpointProvocations } from './provocations/webhook-endpoints.js';
import { webhookProvocations } from './provocations/webhook.js';
import { setStage } from './stage.js';

const provocations: readonly Provocation[] = [
  ...sendProvocations,
  ...messagesProvocations,
  ...contactsProvocations,
  ...accountProvocations,
  ...eventsProvocations,
  ...mediaProvocations,
  ...webhookProvocations,
  ...webhookEndpointProvocations,
  ...operationsProvocations,
  ...badHttpProvocations,
];

/** Every documented answer: one an example, or one a status where there is nothing to show. */
const documented = operations.flatMap(({ method, path, responses }) =>
  Object.entries(responses).flatMap(([status, { content }]) => {
    const examples = ['application/json', 'text/event-stream', 'text/plain'].flatMap((type) =>
      Object.keys(content?.[type]?.examples ?? {}),
    );
    return (examples.length === 0 ? [''] : examples).map((example) =>
      nameOf({ method, path, status: Number(status), example }),
    );
  }),
);

/** The parts of an error that every answer of its kind has alike: its words, whatever the numbers in them. */
const kindOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(kindOf);
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return value.replace(/\d+/g, '0');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'fbtrace_id' ? 'any' : kindOf(inner)]),
  );
};

const exampleOf = ({ method, path, status, example }: Provocation): { error?: unknown } | undefined =>
  operation(method, path).responses[status]?.content?.['application/json']?.examples?.[example]?.value as
    { error?: unknown } | undefined;

describe('the running service and the OpenAPI document', () => {
  const answers = new Map<Provocation, Answer>();
  let stage: Awaited<ReturnType<typeof setStage>>;

  before(async () => {
    stage = await setStage();
    await Promise.all(
      provocations.map(async (provocation) => answers.set(provocation, await provocation.provoke(stage))),
    );
  });
  after(() => stage.close());

  it('leave no documented answer untried', () => {
    expect(provocations.map(nameOf).sort()).to.deep.equal([...documented].sort());
  });

  for (const provocation of provocations) {
    it(`agree on ${nameOf(provocation)}`, () => {
      const answer = answers.get(provocation) as Answer;
      const text = Buffer.from(answer.body).toString('utf8').slice(0, 2_000);
      expect(answer.status, text).to.equal(provocation.status);
      // What a path says to another method is documented with each of its own.
      expect(answerFaults(provocation.method, provocation.path, answer), text).to.deep.equal([]);
      const example = exampleOf(provocation);
      if (example === undefined) return;
      const body = JSON.parse(Buffer.from(answer.body).toString('utf8')) as { error?: unknown };
      expect(kindOf(body.error)).to.deep.equal(kindOf(example.error));
    });
  }

  it('agree on a path that is not documented', async () => {
    const answer = await call(stage.world.url, { method: 'GET', path: '/nowhere' });
    expect(answer.status).to.equal(404);
    expect(answerFaults('GET', '/nowhere', answer)).to.deep.equal([]);
  });

  it('agree that the second path is the first one again', async () => {
    expect(operation('POST', '/messages/media').description).to.contain('`/api/v2/messages/media`');
    for (const method of ['POST', 'PUT']) {
      const answer = await call(stage.world.url, { method, path: '/api/v2/messages/media' });
      expect(answer.status).to.equal(method === 'POST' ? 401 : 405);
      expect(answerFaults(method, '/api/v2/messages/media', answer)).to.deep.equal([]);
    }
  });

  it('agree that every GET answers HEAD, without the body', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const answer = await call(stage.world.url, { method: 'HEAD', path });
      expect(answer.status).to.equal(200);
      expect(answer.body).to.have.length(0);
      expect(answerFaults('HEAD', path, answer)).to.deep.equal([]);
    }
  });

  it('keep the inside of a defect to themselves', () => {
    for (const answer of answers.values()) {
      expect(Buffer.from(answer.body).toString('latin1')).not.to.contain('a secret of the inside');
    }
  });
});
