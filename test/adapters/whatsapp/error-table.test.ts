import { expect } from 'chai';
import { errorTable, type RefusalClass } from '../../../src/adapters/whatsapp/error-table.js';
import { judgeAnswer } from '../../../src/adapters/whatsapp/graph/judge-answer.js';
import { errorCodes } from '../../../src/sandbox/meta/error-codes.js';
import { accept, client, closeAll, expectAccepted, expectNotSent, graph, graphError, json, order } from './support.js';

/** The refusals that are known to be transient: the closed list of the contract. */
const transientCodes = [1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004];

const judged = (status: number, error: object): RefusalClass | null => {
  const verdict = judgeAnswer({ status, body: JSON.stringify(error) }, 'secret');
  return verdict._tag === 'Refused' ? verdict.class : null;
};

describe('the table of refusals', () => {
  afterEach(closeAll);

  it('has exactly the transient codes of the contract', () => {
    const codes = [...errorTable].filter(([, entry]) => entry.class !== 'final').map(([code]) => code);
    expect(codes).to.have.members(transientCodes);
  });

  it('knows every code that the sandbox can answer', () => {
    expect([...errorTable.keys()]).to.include.members(errorCodes.map(({ code }) => code));
  });

  it('says a whole sentence for each code', () => {
    for (const [code, { says }] of errorTable) expect(says, String(code)).to.match(/^[A-Z][^\n]{20,150}\.$/);
  });

  for (const [code, entry] of errorTable) {
    it(`has code ${code} ${entry.class} over HTTP, whatever the status`, async () => {
      for (const status of [400, 429, 500, 503]) {
        const server = await graph(({ res, number }) => {
          if (number === 1) json(res, status, graphError(code));
          else accept(res);
        });
        const outcome = await client(server.url).send(order());
        if (entry.class === 'final') {
          const failure = expectNotSent(outcome, false);
          expect(failure.error).to.equal(entry.says);
          expect(failure.whatsapp).to.deep.equal({
            code,
            title: 'Some title',
            details: 'Some details.',
            fbtraceId: 'Atrace',
          });
        } else expectAccepted(outcome);
        expect(server.requests).to.have.length(entry.class === 'final' ? 1 : 2);
      }
    });
  }
});

describe('a code that the table does not have', () => {
  it('is decided by is_transient where it is told', () => {
    expect(judged(400, graphError(999_009, { is_transient: true }))).to.equal('transient');
    expect(judged(500, graphError(999_009, { is_transient: false }))).to.equal('final');
  });

  it('is decided by the HTTP status where it is not', () => {
    expect(judged(400, graphError(999_009))).to.equal('final');
    expect(judged(401, graphError(999_009))).to.equal('final');
    expect(judged(429, graphError(999_009))).to.equal('throttled');
    expect(judged(500, graphError(999_009))).to.equal('transient');
    expect(judged(503, graphError(999_009, { is_transient: 'yes' }))).to.equal('transient');
  });

  it('never changes what the table says', () => {
    expect(judged(500, graphError(3, { is_transient: true }))).to.equal('final');
    expect(judged(500, graphError(131_045, { is_transient: true }))).to.equal('final');
    expect(judged(400, graphError(131_000, { is_transient: false }))).to.equal('transient');
  });

  it('is told with what Meta says of it', () => {
    const verdict = judgeAnswer({ status: 400, body: JSON.stringify(graphError(777)) }, 'secret');
    expect(verdict).to.include({
      says: "WhatsApp reports error 777 for the message; look it up on Meta's page of error codes.",
    });
    expect(verdict).to.have.nested.property('error.title', 'Some title');
  });
});

describe('a Graph error with odd members', () => {
  const read = (error: object): object | null => {
    const verdict = judgeAnswer({ status: 400, body: JSON.stringify({ error }) }, 'secret');
    return verdict._tag === 'Refused' ? verdict.error : null;
  };

  it('counts by its code alone', () => {
    expect(read({ code: 190 })).to.deep.equal({
      code: 190,
      subcode: null,
      isTransient: null,
      title: 'Error 190',
      details: null,
      fbtraceId: null,
    });
    expect(read({ code: 190, message: 7, error_data: 'x', fbtrace_id: {}, error_subcode: '33' })).to.deep.equal(
      read({ code: 190 }),
    );
  });

  it('may carry its words where other Graph calls do', () => {
    expect(read({ code: 5, error_user_title: 'T', error_user_msg: 'M' })).to.include({ title: 'T', details: 'M' });
    expect(read({ code: 5, message: 'M', error_user_title: 'T' })).to.include({ title: 'M', details: 'T' });
    expect(read({ code: 5, message: '(#5) ' })).to.include({ title: 'Error 5' });
  });

  it('is none without a whole number for a code', () => {
    for (const code of ['190', 190.5, null, true, [], 1e300]) expect(read({ code }), String(code)).to.equal(null);
  });
});
