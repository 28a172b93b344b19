import { expect } from 'chai';
import fc from 'fast-check';
import { type MessageServiceClient } from '../../src/adapters/grpc/contract/gen/postcard/v1/MessageService.gen.js';
import { type Account } from '../../src/domain/model/account/account.js';
import { connect } from '../support/grpc-client.js';
import { cut, file, type Origin, redirect, startOrigin } from '../support/origin.js';
import { type PostcardWorld, startPostcard } from '../support/postcard-world.js';
import { sample } from '../support/samples.js';
import { type Case } from './case.js';
import { cases } from './cases.js';
import { type Door, grpcDoor, type Outcome, type Request, restDoor } from './doors.js';
import { effectsOn, filesIn } from './effects.js';
import { namedFiles } from '../support/named-files.js';

describe('REST and gRPC', () => {
  let world: PostcardWorld;
  let origin: Origin;
  let client: MessageServiceClient;
  let rest: Door;
  let grpc: Door;

  before(async () => {
    origin = await startOrigin({
      '/cat.jpg': file(sample('jpg')),
      '/1.jpg': redirect('/2.jpg'),
      '/2.jpg': redirect('/cat.jpg'),
      '/loop.jpg': redirect('/loop.jpg'),
      '/cut.jpg': cut(sample('jpg')),
      '/text.jpg': file(Buffer.from('hello')),
      '/empty.jpg': file(Buffer.alloc(0)),
      ...namedFiles,
    });
    // No retry is begun, so that refusals come at once.
    world = await startPostcard({ environment: { FETCH_ALLOWED_HOSTS: origin.host }, stopping: true });
    client = connect(world.grpc);
    rest = restDoor(world.url);
    grpc = grpcDoor(client);
  });
  after(async () => {
    client.close();
    await world.close();
    await origin.close();
  });

  /** Sends a case through a door for an account of its own; what came of it, all told. */
  const run = async (door: Door, { request, account, scopes, token, prepare, after = 0 }: Case) => {
    const owner: Account = await world.newAccount(account);
    await prepare?.(world, owner);
    const secret = token === undefined ? await world.newToken(owner.id, scopes) : token;
    const before = await filesIn(world);
    for (let earlier = 0; earlier < after; earlier += 1) await door(secret, request(origin.url));
    const [outcome, status] = await door(secret, request(origin.url));
    const files = await filesIn(world);
    return {
      status,
      outcome,
      effects: {
        ...(await effectsOn(world, owner)),
        published: files.published - before.published,
        staged: files.staged,
      },
    };
  };

  describe('agree in answer and effect:', () => {
    for (const one of cases)
      it(one.what, async () => {
        const overRest = await run(rest, one);
        const overGrpc = await run(grpc, one);
        expect(overGrpc.outcome).to.deep.equal(overRest.outcome);
        expect(overGrpc.effects).to.deep.equal(overRest.effects);
        expect(overRest.effects.staged).to.equal(0);
        if (one.warnings !== undefined) expect(overRest.outcome.data?.['warnings']).to.deep.equal(one.warnings);
        if (one.ends === 'sent') expect([overRest.status, overGrpc.status]).to.deep.equal([200, 0]);
        else {
          const { code, http, grpc: status, fields = [] } = one.ends;
          expect([overRest.outcome.code, overRest.status, overGrpc.status]).to.deep.equal([code, http, status]);
          expect(Object.keys(overRest.outcome.faults)).to.have.ordered.members(fields);
          if (one.faults !== undefined) expect(overRest.outcome.faults).to.deep.equal(one.faults);
        }
      });
  });

  describe('share idempotency keys:', () => {
    const request: Request = {
      fields: { phone: '14155550123', media_type: 'image', caption: 'Hi', 'contact.groups': '1,2' },
      file: { name: 'a.jpg', bytes: sample('jpg') },
      key: 'order 1042',
    };
    const byUrl = (): Request => ({
      fields: { phone: '14155550123', media_type: 'image', media_url: `${origin.url}/cat.jpg` },
      key: 'order 1043',
    });
    for (const [what, first, second] of [
      ['REST, then gRPC', () => rest, () => grpc],
      ['gRPC, then REST', () => grpc, () => rest],
    ] as const) {
      const twice = async (one: Request, other: Request): Promise<readonly [Outcome, Outcome, unknown]> => {
        const account = await world.newAccount();
        const token = await world.newToken(account.id);
        const [answer] = await first()(token, one);
        const [again] = await second()(token, other);
        return [answer, again, (await effectsOn(world, account))['received']];
      };
      it(`${what}: a file is sent once, and answered twice`, async () => {
        const [answer, again, received] = await twice(request, request);
        expect(again).to.deep.equal({ ...answer, replayed: true });
        expect(received).to.have.length(1);
      });
      it(`${what}: a URL is sent once, and answered twice`, async () => {
        const [answer, again, received] = await twice(byUrl(), byUrl());
        expect(again).to.deep.equal({ ...answer, replayed: true });
        expect(received).to.have.length(1);
      });
      const { phone: _phone, ...unaddressed } = request.fields;
      const to = (names: Record<string, string>): Request => ({ ...request, fields: { ...unaddressed, ...names } });
      const user_id = 'US.13491208655302741918';
      for (const [other, one, changed] of [
        ['another request', request, { ...request, fields: { ...request.fields, caption: 'Ho' } }],
        ['another user_id', to({ user_id }), to({ user_id: `${user_id}0` })],
        ['a number in place of a user_id', to({ user_id }), to({ phone: '14155550123' })],
        ['one user_id more', to({ phone: '14155550123' }), to({ phone: '14155550123', user_id })],
        ['one phone more', to({ user_id }), to({ phone: '14155550123', user_id })],
      ] as const)
        it(`${what}: ${other} is a mismatch`, async () => {
          const [, again, received] = await twice(one, changed);
          expect(again.code).to.equal('IDEMPOTENCY_MISMATCH');
          expect(received).to.have.length(1);
        });
      it(`${what}: a message to a user id is sent once, and answered twice`, async () => {
        const [answer, again, received] = await twice(to({ user_id }), to({ user_id: ` ${user_id} ` }));
        expect(again).to.deep.equal({ ...answer, replayed: true });
        expect(received).to.have.length(1);
      });
    }

    it('both at once: one message', async () => {
      const account = await world.newAccount();
      const token = await world.newToken(account.id);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? rest : grpc)(token, request)),
      );
      for (const [{ code }] of answers) expect(code).to.be.oneOf([null, 'IDEMPOTENCY_CONFLICT']);
      expect((await effectsOn(world, account))['received']).to.have.length(1);
    });
  });

  it('share limits: as many pass as may, through whichever door', async () => {
    const account = await world.newAccount({ limits: { apiCallsPerMinute: 30, contacts: 10 } });
    const token = await world.newToken(account.id);
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        (at % 2 === 0 ? rest : grpc)(token, {
          fields: { phone: `1415555${1_000 + at}`, media_type: 'image' },
          file: { name: 'a.jpg', bytes: sample('jpg') },
        }),
      ),
    );
    const count = (code: string | null): number => answers.filter(([outcome]) => outcome.code === code).length;
    expect([count(null), count('FEATURE_LIMIT_EXCEEDED'), count('RATE_LIMIT_EXCEEDED')]).to.deep.equal([10, 20, 30]);
  });

  it('agree on whatever fields come', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(
        '',
        ' ',
        '0',
        '1',
        '-1',
        'a@b.c',
        '14155550123',
        '../x',
        'https://example.com/a.png',
        'a'.repeat(300),
      ),
    );
    const id = fc.constantFrom('0', '1', '2', '-1', '9007199254740992');
    const fields = fc.record(
      {
        phone: fc.oneof(
          fc.constant('14155550123'),
          text.filter((phone) => phone.trim() !== ''),
        ),
        media_type: fc.constantFrom('image', 'document', 'video', 'audio', 'gif'),
        user_id: fc.oneof(fc.constantFrom('US.13491208655302741918', 'US.ENT.1', 'us.1', 'US.'), text),
        caption: text,
        filename: text,
        contact_id: id,
        'contact.firstname': text,
        'contact.lastname': text,
        'contact.email': text,
        'contact.country': text,
        'contact.assigned_id': id,
        'contact.groups': fc.array(id, { minLength: 1, maxLength: 3 }).map((ids) => ids.join(',')),
      },
      // What is missing while more fields may come, only gRPC can say before the file.
      { requiredKeys: ['phone', 'media_type'] },
    );
    const upload = fc.option(
      fc.record({
        name: fc.constantFrom('a.jpg', 'a.JPG', 'a.pdf', 'a.mp4', 'a.exe', 'a', '.jpg', 'ü.png'),
        bytes: fc.constantFrom(sample('jpg'), sample('pdf'), Buffer.alloc(0), Buffer.from('x')),
      }),
      { nil: undefined },
    );
    await fc.assert(
      fc.asyncProperty(fields, upload, async (given, sent) => {
        const written = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, lf(value)]));
        const one: Case = {
          what: 'anything',
          request: () => ({ fields: written, ...(sent === undefined ? {} : { file: sent }) }),
          ends: 'sent',
        };
        const overRest = await run(rest, one);
        const overGrpc = await run(grpc, one);
        expect(overGrpc.outcome).to.deep.equal(overRest.outcome);
        expect(overGrpc.effects).to.deep.equal(overRest.effects);
      }),
      { numRuns: 100 },
    );
  });
});

/** Forms are sent with CRLF for every line end, so a lone one is nothing that both doors can be given. */
const lf = (text: string): string => text.replace(/[\r\n]/g, '');
