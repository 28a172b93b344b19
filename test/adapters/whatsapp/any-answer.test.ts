import { expect } from 'chai';
import fc from 'fast-check';
import { judgeAnswer } from '../../../src/adapters/whatsapp/graph/judge-answer.js';
import { type SendOutcome } from '../../../src/domain/model/message/send-outcome.js';
import { client, closeAll, graph, noRetry, order } from './support.js';

const statuses = fc.oneof(
  fc.constantFrom(200, 201, 204, 302, 400, 401, 408, 429, 500, 502, 503),
  fc.integer({ min: 200, max: 599 }),
);

/** An id of a person, or something else in its place. */
const oddId = fc.oneof(fc.constantFrom('14155550123', 'US.1', 'US.ENT.1', '__proto__', 'US.'), fc.jsonValue());

/** JSON that comes near to what the Graph API answers. */
const nearly = fc
  .record(
    {
      messages: fc.oneof(fc.array(fc.record({ id: fc.jsonValue() }), { maxLength: 2 }), fc.jsonValue()),
      contacts: fc.oneof(fc.array(fc.record({ input: oddId, wa_id: oddId, user_id: oddId })), fc.jsonValue()),
      error: fc.oneof(
        fc.record(
          {
            code: fc.oneof(fc.constantFrom(2, 3, 100, 190, 131000, 131026, 130429), fc.jsonValue()),
            message: fc.jsonValue(),
            is_transient: fc.jsonValue(),
            error_subcode: fc.jsonValue(),
            error_data: fc.jsonValue(),
          },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      __proto__: fc.jsonValue(),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value));

const bodies = fc.oneof(
  nearly,
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('{"messages":[{"id":"wamid.X"}]}', '', '{"messages":[{"id":"wamid.X"'),
);

/** The wamid that an answer holds, found in the plainest way. */
const wamidIn = (status: number, body: string): string | null => {
  try {
    const parsed = JSON.parse(body) as { messages?: { id?: unknown }[] } | null;
    const id = Array.isArray(parsed?.messages) ? parsed.messages[0]?.id : undefined;
    return status < 300 && typeof id === 'string' && id !== '' ? id : null;
  } catch {
    return null;
  }
};

describe('whatever WhatsApp answers', () => {
  it('counts as accepted only with the wamid that it holds', () => {
    fc.assert(
      fc.property(statuses, bodies, (status, body) => {
        const verdict = judgeAnswer({ status, body }, 'secret');
        if (verdict._tag === 'Accepted') expect(verdict.wamid).to.equal(wamidIn(status, body));
        if (verdict._tag === 'Refused') expect(status).to.be.at.least(300);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never told as transient without a word of WhatsApp or a 429', () => {
    fc.assert(
      fc.property(statuses, bodies, (status, body) => {
        const verdict = judgeAnswer({ status, body }, 'secret');
        if (verdict._tag === 'Refused' && verdict.class !== 'final' && status !== 429) {
          expect(verdict.error).to.not.equal(null);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  describe('over HTTP', () => {
    afterEach(closeAll);

    const neverRejects = async (chunks: fc.Arbitrary<Uint8Array>): Promise<void> => {
      let answer = Buffer.alloc(0);
      let connections = 0;
      const server = await graph(({ req }) => {
        connections += 1;
        req.socket.end(answer);
      });
      const whatsapp = client(server.url, { budget: noRetry });
      await fc.assert(
        fc.asyncProperty(chunks, async (bytes) => {
          answer = Buffer.from(bytes);
          const before = connections;
          const outcome: SendOutcome = await whatsapp.send(order());
          if (outcome._tag === 'Accepted') expect(answer.includes(outcome.wamid)).to.equal(true);
          else expect(outcome.failure.error).to.not.equal('');
          expect(connections - before).to.equal(1);
        }),
        { numRuns: 150 },
      );
    };

    it('any bytes come to an outcome', () => neverRejects(fc.uint8Array({ maxLength: 500 })));

    it('any answer of any status comes to an outcome', () =>
      neverRejects(
        fc.tuple(statuses, bodies, fc.nat({ max: 3 })).map(([status, body, missing]) => {
          const bytes = Buffer.from(body);
          const head = `HTTP/1.1 ${status} X\r\ncontent-length: ${bytes.length + missing}\r\n\r\n`;
          return Buffer.concat([Buffer.from(head), bytes]);
        }),
      ));
  });
});
