import { expect } from 'chai';
import fc from 'fast-check';
import { DAY, HOUR } from '../../../../src/domain/model/time.js';
import { eventTypes } from '../../../../src/domain/model/event/event-type.js';
import { type Endpoint, MOST_ENDPOINTS } from '../../../../src/domain/model/webhook/endpoint.js';
import { NOW } from '../../../support/happy-ports.js';
import { asked, done, endpointWorld, faultsOf, OTHER_SECRET, refusedWith } from './world.js';

const URL = 'https://hooks.example.com/postcard?key=1';

const withEndpoint = async (members: Readonly<Record<string, unknown>> = {}) => {
  const world = endpointWorld();
  const endpoint = await done(world.calls.create(asked({ url: URL, ...members })));
  return { ...world, endpoint, id: { endpointId: endpoint.id } };
};

describe('a webhook endpoint', () => {
  it('is made for all events, enabled, with an id and a secret of its own', async () => {
    const { calls, endpoint } = await withEndpoint();
    const another = await done(calls.create(asked({ url: URL })));
    expect(endpoint).to.include({ url: URL, events: null, description: null, disabled: null, createdAt: NOW });
    for (const { id, secret } of [endpoint, another]) {
      expect(id).to.match(/^we_[A-Za-z0-9_-]{22}$/);
      expect(secret).to.match(/^whsec_[A-Za-z0-9+/]{43}=$/);
    }
    expect(another.id).to.not.equal(endpoint.id);
    expect(another.secret).to.not.equal(endpoint.secret);
    expect(await done(calls.list(asked()))).to.deep.equal([endpoint, another]);
  });

  it('is made as it is asked for', async () => {
    const events = ['message.failed', 'contact.opted_out'];
    const { endpoint } = await withEndpoint({ events, description: ' CRM ', enabled: false });
    expect(endpoint).to.deep.include({ events, description: 'CRM', disabled: { reason: 'by_hand', at: NOW } });
  });

  it('is one of twenty at the most', async () => {
    const { calls } = endpointWorld();
    for (let count = 0; count < MOST_ENDPOINTS; count += 1) await done(calls.create(asked({ url: URL })));
    expect(await refusedWith(calls.create(asked({ url: URL })))).to.deep.equal({
      _tag: 'FeatureLimitExceeded',
      feature: 'webhook_endpoints',
      current: 20,
      maximum: 20,
    });
    await done(calls.create(asked({ url: URL }, { as: OTHER_SECRET })));
  });

  describe('is refused', () => {
    for (const url of [
      undefined,
      null,
      '',
      17,
      ['https://hooks.example.com'],
      'hooks.example.com',
      'ftp://hooks.example.com/',
      'https://user:secret@hooks.example.com/',
      'https://hooks.example.com/\u0007',
      `https://hooks.example.com/${'x'.repeat(2_048)}`,
      'https://elsewhere.example.com/',
      'http://10.0.0.1/',
    ])
      it(`with one fault for the URL ${JSON.stringify(url)?.slice(0, 60)}`, async () => {
        const { calls } = endpointWorld();
        const answer = calls.create(asked(url === undefined ? {} : { url }));
        const faults = await faultsOf(answer);
        expect(Object.keys(faults)).to.deep.equal(['url']);
        expect(faults['url']).to.have.length(1);
      });

    for (const [name, value] of [
      ['events', []],
      ['events', ['message.gone']],
      ['events', ['message.sent', 'message.sent']],
      ['events', 'message.sent'],
      ['events', [null]],
      ['events', { 0: 'message.sent' }],
      ['description', 'x'.repeat(256)],
      ['description', 17],
      ['description', 'a\u0000b'],
      ['description', '\ud800'],
      ['enabled', 'true'],
      ['enabled', null],
      ['secret', 'whsec_mine'],
      ['id', 'we_mine'],
      ['__proto__x', {}],
    ] as const)
      it(`with ${name}: ${JSON.stringify(value).slice(0, 40)}, when it is made and when it is changed`, async () => {
        const { calls, id, endpoint } = await withEndpoint();
        const faults = await faultsOf(calls.create(asked({ url: URL, [name]: value })));
        expect(Object.keys(faults)).to.deep.equal([name]);
        expect(await faultsOf(calls.change(asked({ [name]: value }, id)))).to.deep.equal(faults);
        expect(await done(calls.get(asked({}, id)))).to.deep.equal(endpoint);
      });

    it('with all faults at once', async () => {
      const { calls } = endpointWorld();
      const faults = await faultsOf(
        calls.create(asked({ url: 'https://elsewhere.example.com', events: [], enabled: 1, more: 1 })),
      );
      expect(Object.keys(faults)).to.deep.equal(['url', 'events', 'enabled', 'more']);
    });

    it('with a query, whatever is in it', async () => {
      const { calls, id } = await withEndpoint();
      const query = { query: { limit: '1' }, ...id };
      for (const answer of [
        calls.list(asked({}, query)),
        calls.create(asked({ url: URL }, query)),
        calls.get(asked({}, query)),
        calls.change(asked({}, query)),
        calls.rotateSecret(asked({}, query)),
        calls.remove(asked({}, query)),
        calls.replayMany(asked({ since: '2026-01-01' }, query)),
        calls.test(asked({}, query)),
      ])
        expect(Object.keys(await faultsOf(answer))).to.deep.equal(['limit']);
      expect(await done(calls.list(asked()))).to.have.length(1);
    });
  });

  it('is nothing to another account, and under no other id', async () => {
    const { calls, id } = await withEndpoint();
    const anybody = fc.oneof(fc.string(), fc.constantFrom('we_', `we_${'a'.repeat(65)}`, '__proto__', 'we_../..'));
    const ways = [
      calls.get,
      calls.change,
      calls.rotateSecret,
      calls.remove,
      calls.deliveries,
      calls.replayMany,
      calls.test,
    ] as const;
    const absent = { _tag: 'NotFound', what: 'webhook_endpoint' };
    for (const way of ways) {
      expect(await refusedWith(way(asked({}, { ...id, as: OTHER_SECRET })))).to.deep.equal(absent);
      await fc.assert(
        fc.asyncProperty(anybody, async (endpointId) => {
          expect(await refusedWith(way(asked({}, { endpointId })))).to.deep.equal(absent);
        }),
        { numRuns: 20 },
      );
    }
    expect(await done(calls.list(asked({}, { as: OTHER_SECRET })))).to.deep.equal([]);
  });

  it('changes only in what is named', async () => {
    const { calls, id, endpoint, clock } = await withEndpoint({ description: 'CRM', events: ['message.sent'] });
    await clock.jump(HOUR);
    expect(await done(calls.change(asked({}, id)))).to.deep.equal(endpoint);
    const changes: readonly (readonly [object, Partial<Endpoint>])[] = [
      [{ events: null }, { events: null }],
      [{ events: ['message.read'] }, { events: ['message.read'] }],
      [{ description: null }, { description: null }],
      [{ description: 'Shop' }, { description: 'Shop' }],
      [{ url: `${URL}&2` }, { url: `${URL}&2` as Endpoint['url'] }],
    ];
    let expected: Endpoint = { ...endpoint, updatedAt: NOW + HOUR };
    for (const [members, change] of changes) {
      expected = { ...expected, ...change };
      expect(await done(calls.change(asked({ ...members }, id)))).to.deep.equal(expected);
    }
  });

  it('forgets that it was failing where it gets another URL, and where it is enabled', async () => {
    for (const members of [{ url: `${URL}&2` }, { enabled: true }]) {
      const { calls, id, memory, endpoint } = await withEndpoint();
      await memory.endpoints.update(endpoint.accountId, endpoint.id, (one) => ({ ...one, failingSince: NOW }))();
      expect(await done(calls.change(asked({ description: 'x' }, id)))).to.include({ failingSince: NOW });
      expect(await done(calls.change(asked(members, id)))).to.include({ failingSince: null });
    }
  });

  it('signs with its old secret too, for a day after a rotation, and with no older one', async () => {
    const { calls, id, endpoint, clock, sent } = await withEndpoint();
    await clock.jump(HOUR);
    const second = await done(calls.rotateSecret(asked({}, id)));
    expect(second.oldSecret).to.deep.equal({ secret: endpoint.secret, validUntil: NOW + HOUR + DAY });
    await done(calls.test(asked({}, id)));
    const third = await done(calls.rotateSecret(asked({}, id)));
    await done(calls.test(asked({}, id)));
    await clock.jump(DAY);
    await done(calls.test(asked({}, id)));
    expect(sent.map(({ secrets }) => secrets)).to.deep.equal([
      [second.secret, endpoint.secret],
      [third.secret, second.secret],
      [third.secret],
    ]);
    expect(new Set([endpoint.secret, second.secret, third.secret]).size).to.equal(3);
  });

  it('is gone once it is deleted, and cannot be deleted again', async () => {
    const { calls, id, endpoint } = await withEndpoint();
    expect(await done(calls.remove(asked({}, id)))).to.equal(endpoint.id);
    expect(await refusedWith(calls.remove(asked({}, id)))).to.include({ _tag: 'NotFound' });
    expect(await done(calls.list(asked()))).to.deep.equal([]);
  });

  describe('is tested', () => {
    it('with each event, whatever it wants and whether or not it is enabled', async () => {
      const { calls, id, sent } = await withEndpoint({ events: ['message.sent'], enabled: false });
      for (const event of [undefined, null, ...eventTypes]) {
        const members = event === undefined ? {} : { event };
        const delivery = await done(calls.test(asked(members, id)));
        expect(delivery).to.include({ status: 'delivered', type: event ?? 'message.sent' });
        expect(delivery.tries).to.have.length(1);
        expect(delivery.eventId).to.match(/^evt_test_/);
        expect(delivery.id).to.match(/^dlv_[A-Za-z0-9_-]{16,64}$/);
        expect(sent.at(-1)?.event).to.deep.include({ id: delivery.eventId });
        expect(sent.at(-1)?.event.event).to.include({ type: event ?? 'message.sent', accountId: 1, at: NOW });
        const found = await done(calls.delivery(asked({}, { ...id, deliveryId: delivery.id })));
        expect(found).to.deep.equal(delivery);
      }
    });

    it('without a word about its health', async () => {
      const { calls, id, answers } = await withEndpoint();
      answers.push({ at: NOW, httpStatus: 410, reason: 'http_status', ms: 5, body: null });
      const delivery = await done(calls.test(asked({}, id)));
      expect(delivery).to.deep.include({ status: 'failed', reason: null });
      expect(await done(calls.get(asked({}, id)))).to.include({
        disabled: null,
        failingSince: null,
        lastSuccessAt: null,
      });
    });

    for (const members of [{ event: 'message.gone' }, { event: 17 }, { events: ['message.sent'] }])
      it(`but not with ${JSON.stringify(members)}`, async () => {
        const { calls, id, sent } = await withEndpoint();
        expect(Object.keys(await faultsOf(calls.test(asked(members, id))))).to.deep.equal(Object.keys(members));
        expect(sent).to.deep.equal([]);
      });

    it('eight times at once at the most', async () => {
      const release: (() => void)[] = [];
      const world = endpointWorld();
      const { calls } = endpointWorld({
        ...world.memory,
        sender: {
          mayCall: () => async () => true,
          send: () => async () => {
            await new Promise<void>((resolve) => release.push(resolve));
            return { made: { at: NOW, httpStatus: 200, reason: null, ms: 1, body: null }, retryAfter: null };
          },
        },
      });
      const { id } = await done(calls.create(asked({ url: URL })));
      const running = Array.from({ length: 8 }, () => calls.test(asked({}, { endpointId: id })));
      await world.clock.pass(0);
      expect(await refusedWith(calls.test(asked({}, { endpointId: id })))).to.include({ _tag: 'Unavailable' });
      release.forEach((resolve) => resolve());
      await Promise.all(running.map(done));
      const next = calls.test(asked({}, { endpointId: id }));
      await world.clock.pass(0);
      release.at(-1)?.();
      await done(next);
    });
  });
});
