import { expect } from 'chai';
import { type Answer, answerFaults } from '../support/openapi.js';
import { operation } from '../support/openapi-document.js';

const example = operation('POST', '/messages/media').responses['200']?.content?.['application/json']?.examples?.[
  'sent'
];
const body = example?.value as { data: Record<string, unknown>; meta: object };

const sent = (change: Partial<Answer> = {}, content: unknown = body): Answer => ({
  status: 200,
  headers: {
    'x-request-id': 'r1',
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    date: 'now',
  },
  body: Buffer.from(JSON.stringify(content)),
  ...change,
});
const faults = (answer: Answer): string[] => answerFaults('POST', '/messages/media', answer);

describe('the check of answers by the OpenAPI document', () => {
  it('finds nothing wrong with a documented answer', () => {
    expect(faults(sent())).to.deep.equal([]);
  });

  it('sees a status that is not documented', () => {
    expect(faults(sent({ status: 201 }))).to.have.length(1);
  });

  it('sees a member that is missing, one too many, and one of another type', () => {
    const { chat_id: _, ...without } = body.data;
    expect(faults(sent({}, { ...body, data: without }))).not.to.deep.equal([]);
    expect(faults(sent({}, { ...body, data: { ...body.data, more: 1 } }))).not.to.deep.equal([]);
    expect(faults(sent({}, { ...body, data: { ...body.data, chat_id: '5' } }))).not.to.deep.equal([]);
    expect(faults(sent({}, { ...body, meta: { ...body.meta, more: 1 } }))).not.to.deep.equal([]);
  });

  it('sees a header that is missing, one that is not documented, and one with another value', () => {
    const { headers } = sent();
    expect(faults(sent({ headers: { ...headers, 'x-request-id': undefined } }))).to.have.length(1);
    expect(faults(sent({ headers: { ...headers, 'x-powered-by': 'koa' } }))).to.have.length(1);
    expect(faults(sent({ headers: { ...headers, 'x-ratelimit-limit': 'many' } }))).to.have.length(1);
    expect(faults(sent({ headers: { ...headers, 'x-ratelimit-limit': '60' } }))).to.deep.equal([]);
  });

  it('sees another content type, a body that is not JSON, and one where none belongs', () => {
    const { headers } = sent();
    expect(faults(sent({ headers: { ...headers, 'content-type': 'text/html' } }))).to.have.length(1);
    expect(faults(sent({ body: Buffer.from('<html>') }))).to.have.length(1);
    const hook: Answer = { status: 200, headers: { 'x-request-id': 'r1' }, body: Buffer.from('OK') };
    expect(answerFaults('POST', '/webhooks/whatsapp', hook)).to.have.length(1);
  });

  it('holds another method to the 405 of its path, and an unknown path to the 404', () => {
    expect(answerFaults('DELETE', '/healthz', sent())).to.have.length(1);
    expect(answerFaults('GET', '/nowhere', sent())).to.have.length(1);
  });

  describe('takes the document at its words', () => {
    const meta = { request_id: 'r1', timestamp: '2026-11-23T12:00:00.000Z' };
    const refused = (status: number, error: object, more: object = { success: false }) =>
      faults(sent({ status }, { ...more, error: { message: 'No.', ...error }, meta }));

    it('that success is true with data and false with an error', () => {
      expect(faults(sent({}, { ...body, success: false }))).to.have.length(1);
      expect(refused(404, { code: 'NOT_FOUND' })).to.deep.equal([]);
      expect(refused(404, { code: 'NOT_FOUND' }, { success: true })).to.have.length(1);
    });

    it('that some codes have details, each its own, and the others none', () => {
      const limit = { feature: 'contacts', current: 1, maximum: 1 };
      expect(refused(403, { code: 'FEATURE_LIMIT_EXCEEDED', details: limit })).to.deep.equal([]);
      expect(refused(403, { code: 'FEATURE_LIMIT_EXCEEDED' })).to.have.length(3);
      expect(refused(403, { code: 'CONTACT_OPTED_OUT' })).to.deep.equal([]);
      expect(refused(403, { code: 'CONTACT_OPTED_OUT', details: limit })).to.have.length(3);
      expect(refused(422, { code: 'INVALID_MEDIA_TYPE', details: { reason: 'timeout' } })).to.deep.equal([]);
      expect(refused(422, { code: 'INVALID_MEDIA_TYPE', details: { phone: ['No.'] } })).to.have.length(2);
    });

    it('that faults of fields and missing configuration do not come together, nor with facts', () => {
      const phone = ['No.'];
      const missing = { missing_config: { lead_status: true } };
      const validation = (details?: object) => refused(422, { code: 'VALIDATION_ERROR', ...(details && { details }) });
      expect(validation({ phone })).to.deep.equal([]);
      expect(validation(missing)).to.deep.equal([]);
      expect(validation()).to.have.length(1);
      expect(validation({ phone, ...missing })).to.have.length(1);
      expect(validation({ phone, reason: 'timeout' })).to.have.length(1);
    });
  });
});
