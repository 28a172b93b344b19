import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../../../src/domain/model/account/account.js';
import { type Scope } from '../../../../src/domain/model/account/token.js';
import { contactEventTypes } from '../../../../src/domain/model/contact/contact-event.js';
import { type EventPlace, idForPlace, placeOfEventId } from '../../../../src/domain/model/event/event-id.js';
import { eventTypes } from '../../../../src/domain/model/event/event-type.js';
import { makeListEvents } from '../../../../src/domain/use-cases/listen-events/list-events.js';
import { times } from '../../../contracts/support.js';
import { happyPorts, SECRET, token } from '../../../support/happy-ports.js';
import { memoryLog } from '../../../support/memory-log.js';

const ACME = 1 as AccountId;
const credentials = O.some(SECRET);

const stage = (scopes: readonly Scope[] = ['messages:read', 'contacts:read']) => {
  const { ports } = happyPorts();
  const log = memoryLog();
  const tokens = { byHash: () => TE.right(O.some({ ...token, scopes })) };
  const listEvents = makeListEvents({ ...ports, tokens, events: log.events, onDamaged: () => undefined });
  const ask = (query: Readonly<Record<string, unknown>> = {}) =>
    listEvents({ credentials, query: TE.right(Object.entries(query).map(([name, value]) => ({ name, value }))) });
  const page = async (query: Readonly<Record<string, unknown>> = {}) => {
    const { result } = await ask(query);
    if (E.isLeft(result)) return expect.fail(JSON.stringify(result.left));
    return { ids: result.right.events.map(({ id }) => id as string), next: result.right.nextCursor as string | null };
  };
  const faults = async (query: Readonly<Record<string, unknown>>) => {
    const { result } = await ask(query);
    return E.isLeft(result) && result.left._tag === 'Invalid' ? { ...result.left.details } : result;
  };
  return { log, ask, page, faults };
};

describe('the list of events', () => {
  it('has the oldest first, page by page, each once, to an empty page with null', async () => {
    const { log, page } = stage();
    const written = times(60, () => log.write(ACME).id as string);
    log.write(2 as AccountId);
    expect(await page()).to.deep.equal({ ids: written.slice(0, 25), next: written[24] });
    const seen: string[] = [];
    let after: string | null = '';
    for (let found = await page({ limit: '11' }); found.next !== null; found = await page({ limit: '11', after })) {
      seen.push(...found.ids);
      after = found.next;
    }
    expect(seen).to.deep.equal(written);
    const later = log.write(ACME).id;
    expect(await page({ after })).to.deep.equal({ ids: [later], next: later });
  });

  it('ends a page for which it looked long in vain, and says where to go on', async () => {
    const { ports } = happyPorts();
    let looked = 0;
    const events = {
      after: (_account: AccountId, place: EventPlace) =>
        TE.rightIO(() => {
          looked += 1;
          return { items: [], damaged: [], through: (place + 100) as EventPlace, more: true };
        }),
    };
    const listEvents = makeListEvents({ ...ports, events, onDamaged: () => undefined });
    const { result } = await listEvents({ credentials, query: TE.right([]) });
    expect(looked).to.equal(20);
    const place = 2_000 as EventPlace;
    expect(result).to.deep.equal(E.right({ events: [], nextCursor: idForPlace(place) }));
    expect(placeOfEventId(idForPlace(place))).to.deep.equal(O.some(place));
  });

  it('fills a page however far apart its events lie, and looks to the end for the first', async () => {
    const { log, page } = stage();
    const wanted = times(3, () => {
      times(200, () => log.write(ACME));
      return log.write(ACME, 'account.attention').id;
    });
    const first = await page({ types: 'account.attention' });
    expect(first.ids[0]).to.equal(wanted[0]);
    const seen = [...first.ids];
    for (let { next } = first; next !== null;) {
      const found = await page({ types: ' account.attention ,', after: next });
      seen.push(...found.ids);
      ({ next } = found);
    }
    expect(seen).to.deep.equal(wanted);
  });

  it('shows contacts only to a token that may read them, also where they are asked for by name', async () => {
    for (const may of [true, false]) {
      const { log, page } = stage(may ? ['messages:read', 'contacts:read'] : ['messages:read']);
      const written = eventTypes.map((type) => ({ type, id: log.write(ACME, type).id }));
      const shown = written.filter(({ type }) => may || !(contactEventTypes as readonly string[]).includes(type));
      expect((await page()).ids).to.deep.equal(shown.map(({ id }) => id));
      const asked = await page({ types: 'contact.created,contact.erased' });
      expect(asked.ids).to.have.length(may ? 2 : 0);
    }
  });

  it('is refused without the scope, or with a token that is none, and reads nothing then', async () => {
    const { log, ask } = stage(['contacts:read']);
    log.write(ACME);
    expect((await ask({ limit: 'x' })).result).to.deep.equal(
      E.left({ _tag: 'InsufficientScope', scope: 'messages:read' }),
    );
    expect(log.reads()).to.equal(0);
  });

  it('takes empty values for none', async () => {
    const { log, page } = stage();
    const { id } = log.write(ACME);
    expect(await page({ after: '', types: ' , ', limit: '' })).to.deep.equal({ ids: [id], next: id });
  });

  it('begins with the oldest behind a place that is older than all, and finds nothing behind one to come', async () => {
    const { log, page } = stage();
    const { id } = log.write(ACME);
    expect((await page({ after: 'evt_0000000000000abcdefgh' })).ids).to.deep.equal([id]);
    expect(await page({ after: 'evt_00000000000zzabcdefgh'.replaceAll('z', 'v') })).to.deep.equal({
      ids: [],
      next: null,
    });
  });

  it('tells all faults at once, by field', async () => {
    expect(await stage().faults({ after: 'evt_1', types: 'message.sent,gone', limit: '0', cursor: 'x' })).to.deep.equal(
      {
        cursor: ['cursor is not known here; use after, types, limit, or leave it out'],
        after: ['after must be the id of an event, as an earlier answer gave it'],
        types: [`types must be names of events separated by commas: ${eventTypes.join(', ')}`],
        limit: ['limit must be a whole number from 1 to 100'],
      },
    );
  });

  for (const after of [
    'evt_test_abcdefghijklmnop',
    'evt_000000000000zabcdefgh',
    'evt_vvvvvvvvvvvvvabcdefgh',
    'EVT_0000000000001abcdefgh',
    'evt_0000000000001abcdefgh, evt_0000000000002abcdefgh',
    '1',
    '__proto__',
  ])
    it(`takes ${after} for no id`, async () => expect(await stage().faults({ after })).to.have.all.keys('after'));

  it('says that the store is down', async () => {
    const { log, ask } = stage();
    log.fail(true);
    expect((await ask()).result).to.have.nested.property('left._tag', 'Unavailable');
  });
});
