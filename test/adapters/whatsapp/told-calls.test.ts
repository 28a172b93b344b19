import { expect } from 'chai';
import { type SendEntry } from '../../../src/domain/model/message/timeline.js';
import { type SendOrder } from '../../../src/domain/ports/whatsapp.js';
import { until } from '../../support/until.js';
import {
  accept,
  client,
  closeAll,
  deadUrl,
  expectAccepted,
  expectNotSent,
  expectUnknown,
  graph,
  graphError,
  json,
  noRetry,
  NOW,
  order,
} from './support.js';

afterEach(closeAll);

/** An order, and what is told of it: without `ms`, which differs. */
const watched = (more: Partial<SendOrder> = {}) => {
  const entries: SendEntry[] = [];
  const told = (): readonly object[] =>
    entries.map((entry) => {
      if (entry.kind === 'expired') return entry;
      const { ms, ...rest } = entry;
      expect(ms).to.be.at.least(0);
      return rest;
    });
  return { order: order({ tell: (entry) => entries.push(entry), ...more }), told };
};
const tried = (more: object) => ({
  kind: 'try',
  at: NOW,
  call: 'messages',
  httpStatus: null,
  code: null,
  reason: null,
  ...more,
});
const expired = { kind: 'expired', at: NOW };

describe('what a send tells of its calls at WhatsApp', () => {
  it('is each try, with the code of its answer', async () => {
    const { url } = await graph(({ res, number }) => (number < 3 ? json(res, 500, graphError(131000)) : accept(res)));
    const { order: sent, told } = watched();
    expectAccepted(await client(url).send(sent));
    const refused = tried({ httpStatus: 500, code: 131000 });
    expect(told()).to.deep.equal([refused, refused, tried({ httpStatus: 200 })]);
  });

  it('is the upload too, told to every order that waits for it', async () => {
    const { url } = await graph(({ res, seen }) =>
      seen.path.endsWith('/media') ? json(res, 200, { id: '1' }) : accept(res),
    );
    const whatsapp = client(url, { mode: 'upload' });
    const [one, other] = [watched(), watched()];
    await Promise.all([whatsapp.send(one.order), whatsapp.send(other.order)]);
    for (const { told } of [one, other])
      expect(told()).to.deep.equal([tried({ call: 'media', httpStatus: 200 }), tried({ httpStatus: 200 })]);
    const third = watched();
    await whatsapp.send(third.order);
    expect(third.told()).to.deep.equal([tried({ httpStatus: 200 })]);
  });

  it('says why no answer came', async () => {
    const dead = watched();
    expectNotSent(await client(await deadUrl(), { budget: noRetry }).send(dead.order), true);
    expect(dead.told()).to.deep.equal([tried({ reason: 'no_connection' })]);
    const cut = watched();
    const cutting = await graph(({ res }) => res.destroy());
    expectUnknown(await client(cutting.url).send(cut.order));
    expect(cut.told()).to.deep.equal([tried({ reason: 'cut' })]);
    const late = watched();
    const silent = await graph(() => undefined);
    expectUnknown(await client(silent.url, { budget: { answerMs: 20 } }).send(late.order));
    expect(late.told()).to.deep.equal([tried({ reason: 'timeout' })]);
  });

  it('says that an answer could not be read', async () => {
    for (const [status, answer] of [
      [502, (body: string) => body],
      [200, (body: string) => body],
    ] as const) {
      const { url } = await graph(({ res }) => res.writeHead(status).end(answer('<html>')));
      const { order: sent, told } = watched();
      expectUnknown(await client(url).send(sent));
      expect(told()).to.deep.equal([tried({ httpStatus: status, reason: 'not_json' })]);
    }
  });

  it('says that it was given up: the recipient opted out before a further try', async () => {
    const { url } = await graph(({ res }) => json(res, 500, graphError(131000)));
    const failure = { error: 'No.', outcome: 'not_sent', retryable: false, whatsapp: null } as const;
    const { order: sent, told } = watched({ mayRetry: async () => ({ _tag: 'Stop', failure }) });
    expectNotSent(await client(url).send(sent), false);
    expect(told()).to.deep.equal([tried({ httpStatus: 500, code: 131000 }), expired]);
  });

  it('says that it was given up: the service left', async () => {
    const { url, requests } = await graph(() => undefined);
    const whatsapp = client(url);
    const { order: sent, told } = watched();
    const sending = whatsapp.send(sent);
    await until('the call', () => requests.length === 1);
    whatsapp.leaving.abort();
    expectUnknown(await sending);
    expect(told()).to.deep.equal([tried({ reason: 'cut' }), expired]);
  });

  it('is nothing where no call is made', async () => {
    const { order: sent, told } = watched({ credentials: { phoneNumberId: '1', accessToken: 'a b' } });
    expectNotSent(await client(await deadUrl()).send(sent), false);
    expect(told()).to.deep.equal([]);
  });
});
