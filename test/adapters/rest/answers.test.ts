import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { statuses } from '../../../src/adapters/rest/answer/statuses.js';
import { restWords } from '../../../src/adapters/rest/answer/rest-words.js';
import { invalid } from '../../../src/domain/model/errors.js';
import { everyError } from '../../support/every-error.js';
import { answerOf, readAll, receipt, startServer, stopServers } from './support/server.js';

const post = (url: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/messages/media`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });

describe('the answers of POST /messages/media', () => {
  afterEach(stopServers);

  it('say a receipt in the eleven fields of the API', async () => {
    const { url } = await startServer();
    const response = await post(url, { 'x-request-id': 'checkout-7f3a' });
    const { meta, ...body } = (await response.json()) as { meta: { timestamp: string } };
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(response.headers.get('x-request-id')).to.equal('checkout-7f3a');
    expect(response.headers.has('idempotency-replayed')).to.equal(false);
    expect(response.headers.has('x-ratelimit-limit')).to.equal(false);
    expect(body).to.deep.equal({
      success: true,
      data: {
        message_id: 'wamid.1',
        contact_id: 17,
        phone: '14155550123',
        media_type: 'image',
        media_url: 'https://media.example.com/media/x/holiday.jpg',
        caption: 'Hi',
        filename: null,
        status: 'sent',
        sent_at: '2026-11-23T12:00:00.000Z',
        chat_id: 17,
        chat_message_id: 42,
      },
      message: 'Media message sent successfully',
    });
    expect(meta).to.have.all.keys('request_id', 'timestamp');
    expect(new Date(meta.timestamp).toISOString()).to.equal(meta.timestamp);
  });

  it('tell warnings, replays and the rate limit', async () => {
    const rateLimit = O.some({ limit: 60, remaining: 58, resetSeconds: 31, allowed: true });
    const { url } = await startServer({
      sendMediaMessage: async (call) => {
        await readAll(call);
        return answerOf(E.right({ ...receipt, warnings: ['no caption'] }), { rateLimit, replayed: true });
      },
    });
    const response = await post(url);
    expect(((await response.json()) as { meta: object }).meta).to.deep.include({ warnings: ['no caption'] });
    expect(response.headers.get('idempotency-replayed')).to.equal('true');
    expect(response.headers.get('x-ratelimit-limit')).to.equal('60');
    expect(response.headers.get('x-ratelimit-remaining')).to.equal('58');
    expect(response.headers.get('x-ratelimit-reset')).to.equal('31');
  });

  for (const error of Object.values(everyError)) {
    it(`give ${error._tag} its status and its words`, async () => {
      const { url } = await startServer({
        sendMediaMessage: async (call) => {
          await readAll(call);
          return answerOf(E.left(error));
        },
      });
      const response = await post(url);
      const body = (await response.json()) as { error: object; meta: Record<string, unknown> };
      const words = restWords(error);
      expect(response.status).to.equal(statuses[error._tag]);
      expect(response.headers.get('content-type')).to.equal('application/json; charset=utf-8');
      expect(body).to.have.all.keys('success', 'error', 'meta');
      expect(body).to.have.property('success', false);
      expect(body.error).to.deep.equal({
        code: words.code,
        message: words.message,
        ...(words.fieldFaults === null && words.facts === null ? {} : { details: words.fieldFaults ?? words.facts }),
      });
      expect(body.meta['request_id']).to.equal(response.headers.get('x-request-id'));
      const seconds = words.retryAfterSeconds;
      expect(body.meta['retry_after']).to.equal(seconds ?? undefined);
      expect(response.headers.get('retry-after')).to.equal(seconds === null ? null : String(seconds));
      expect(response.headers.get('www-authenticate')).to.equal(response.status === 401 ? 'Bearer' : null);
    });
  }

  it('repeat the sentence of a wrong extension or size where the clients of the original look', async () => {
    const sentence = 'File size exceeds limit for image. Max allowed is 5 MB';
    const { url } = await startServer({
      sendMediaMessage: () => Promise.resolve(answerOf(E.left(invalid({ media_file: [sentence] }, sentence)))),
    });
    const body = (await (await post(url)).json()) as object;
    expect(body).to.deep.include({ success: false, status: 'error', message: sentence });
    expect(body).to.have.nested.property('error.code', 'VALIDATION_ERROR');
    expect(body)
      .to.have.nested.property('error.details')
      .deep.equal({ media_file: [sentence] });
  });

  it('say nothing of a defect but that it is one; the log has it all', async () => {
    const { url, logLines } = await startServer({
      sendMediaMessage: () =>
        Promise.reject(new TypeError('Cannot read /var/data/secret', { cause: new RangeError('inner') })),
    });
    const response = await post(url, { 'x-request-id': 'mine' });
    const text = await response.text();
    expect(response.status).to.equal(500);
    expect(JSON.parse(text)).to.have.nested.property('error.code', 'INTERNAL_ERROR');
    expect(text).not.to.match(/secret|TypeError|\.ts|at /);
    const line = logLines.find((written) => written.includes('"defect"')) ?? '';
    expect(line).to.contain('Cannot read /var/data/secret').and.to.contain('inner').and.to.contain('"mine"');
  });

  it('keep the cause of a refusal for the log alone', async () => {
    const { url, logLines } = await startServer({
      sendMediaMessage: () => Promise.resolve(answerOf(E.left(everyError.MediaRefused))),
    });
    expect(await (await post(url)).text()).not.to.contain('too slow');
    expect(logLines.join('')).to.contain('too slow');
  });
});
