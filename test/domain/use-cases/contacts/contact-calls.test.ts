import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type ContactCalls, type ContactRequest } from '../../../../src/domain/use-cases/contacts/call.js';
import { type ContactCallsPorts, makeContactCalls } from '../../../../src/domain/use-cases/contacts/contact-calls.js';
import { recipient } from '../../../support/any-contact.js';
import { NOW, SECRET, token } from '../../../support/happy-ports.js';
import { contactOf, stage } from './stage.js';

const credentials = O.some(SECRET);
const requestOf = (
  contactId: string,
  members: Readonly<Record<string, unknown>> = {},
  query: Readonly<Record<string, string>> = {},
): ContactRequest => ({
  contactId,
  members: new Map(Object.entries(members)),
  query: Object.entries(query).map(([name, value]) => ({ name, value })),
});
const resultOf = async (
  ports: ContactCallsPorts,
  name: keyof ContactCalls,
  request: ContactRequest = requestOf('1'),
): Promise<E.Either<{ readonly _tag: string }, unknown>> =>
  (await makeContactCalls(ports)[name]({ credentials, asked: TE.right(request) })).result;

const calls = ['list', 'get', 'create', 'change', 'erase', 'optOut', 'optIn'] as const;

describe('the calls of contacts', () => {
  it('let nobody in without the scope, and look at nothing before', async () => {
    for (const name of calls) {
      const { ports, writes } = stage([contactOf(1)]);
      const scope = name === 'list' || name === 'get' ? 'contacts:read' : 'contacts:write';
      const others = token.scopes.filter((one) => one !== scope);
      const tokens = { byHash: () => TE.right(O.some({ ...token, scopes: others })) };
      const unread = () => Promise.reject(new TypeError('the request was read'));
      const { result } = await makeContactCalls({ ...ports, tokens })[name]({ credentials, asked: unread });
      expect(result, name).to.deep.equal(E.left({ _tag: 'InsufficientScope', scope }));
      const nobody = await makeContactCalls(ports)[name]({ credentials: O.none, asked: unread });
      expect(nobody.result, name).to.deep.equal(E.left({ _tag: 'Unauthorized' }));
      expect(writes).to.deep.equal([]);
    }
  });

  it('say that a store is down, whichever it is', async () => {
    const { ports } = stage([contactOf(1)]);
    const down = () => TE.left(unavailable('EIO'));
    const all = { byId: down, byPhone: down, byUserId: down, list: down, findOrCreate: down, update: down };
    for (const name of calls) {
      const request = requestOf('1', name === 'create' ? { phone: '14155550123' } : {});
      for (const broken of [
        { ...ports, contacts: all },
        name === 'erase'
          ? { ...ports, erasing: { ...ports.erasing, contact: down } }
          : { ...ports, consents: { ...ports.consents, of: down } },
      ])
        expect(await resultOf(broken, name, request), name).to.have.nested.property('left._tag', 'Unavailable');
    }
  });

  it('tell of a contact that is not there before anything else', async () => {
    for (const name of ['get', 'change', 'erase', 'optOut', 'optIn'] as const)
      for (const id of ['2', '0', '-1', '01', 'x', '', '__proto__'])
        expect(await resultOf(stage([contactOf(1)]).ports, name, requestOf(id, { x: 1 }, { y: '2' }))).to.deep.equal(
          E.left({ _tag: 'NotFound', what: 'contact' }),
        );
  });

  it('write nothing where nothing is new, and refuse before they write', async () => {
    const { ports, writes } = stage([contactOf(1, { firstname: 'Ann', groups: [1] })]);
    await resultOf(ports, 'change', requestOf('1', { firstname: 'Ann', groups: [1], country: null }));
    await resultOf(ports, 'create', requestOf('', { phone: '14155550001', firstname: 'Bob' }));
    for (const [name, members] of [
      ['change', { firstname: 'Bob', groups: [9] }],
      ['change', { firstname: 'Bob', phone: '1' }],
      ['create', { phone: '14155550009', groups: [9] }],
      ['optOut', { firstname: 'Bob' }],
      ['erase', { reason: 'asked' }],
    ] as const)
      expect(await resultOf(ports, name, requestOf('1', members))).to.have.nested.property('left._tag', 'Invalid');
    expect(writes).to.deep.equal([]);
  });

  it('name each record that a list leaves out', async () => {
    const { ports, heard } = stage([]);
    const damaged = [{ what: 'contact 1/8', cause: new Error('does not decode') }];
    const contacts = { ...ports.contacts, list: () => TE.right({ items: [], damaged, next: null }) };
    expect(await resultOf({ ...ports, contacts }, 'list')).to.deep.equal(E.right({ contacts: [], nextCursor: null }));
    expect(heard).to.deep.equal(damaged);
  });
});

describe('erasing a contact', () => {
  it('erases the contact first, then what it has left, and answers its id', async () => {
    const { ports, writes, contacts } = stage([contactOf(1), contactOf(2)]);
    expect(await resultOf(ports, 'erase')).to.deep.equal(E.right({ contactId: 1 }));
    expect(writes).to.deep.equal(['contact 1', 'messages 1', 'events 1', 'remove 1']);
    expect(contacts.map(({ id }) => Number(id))).to.deep.equal([2]);
  });

  it('finds none the second time, also where another call erases it meanwhile', async () => {
    const { ports } = stage([contactOf(1)]);
    const none = E.left({ _tag: 'NotFound', what: 'contact' });
    const erasing = { ...ports.erasing, contact: () => TE.right(false) };
    expect(await resultOf({ ...ports, erasing }, 'erase')).to.deep.equal(none);
    await resultOf(ports, 'erase');
    expect(await resultOf(ports, 'erase')).to.deep.equal(none);
  });

  it('says that the store is down where it fails in the middle, and names what is damaged', async () => {
    const down = () => TE.left(unavailable('EIO'));
    for (const broken of ['messages', 'events'] as const) {
      const { ports } = stage([contactOf(1)]);
      const erasing = { ...ports.erasing, [broken]: down };
      expect(await resultOf({ ...ports, erasing }, 'erase')).to.have.nested.property('left._tag', 'Unavailable');
    }
    const { ports, heard } = stage([contactOf(1)]);
    const damaged = [{ what: 'event 1/8', cause: new Error('does not decode') }];
    const erasing = { ...ports.erasing, events: () => TE.right({ count: 0, damaged }) };
    await resultOf({ ...ports, erasing }, 'erase');
    expect(heard).to.deep.equal(damaged);
  });
});

describe('creating a contact', () => {
  it('tells the store since when its person has opted out', async () => {
    const { ports, optOut } = stage([]);
    optOut('14155550123', NOW - 5_000);
    const told: unknown[] = [];
    const contacts: ContactCallsPorts['contacts'] = {
      ...ports.contacts,
      findOrCreate: (...asked) => (told.push(asked[4]), ports.contacts.findOrCreate(...asked)),
    };
    const made = await resultOf({ ...ports, contacts }, 'create', requestOf('', { phone: '+14155550123' }));
    expect(told).to.deep.equal([NOW - 5_000]);
    expect(made).to.have.nested.property('right.optedOutAt', NOW - 5_000);
    expect(made).to.have.nested.property('right.created', true);
  });

  it("answers another request's contact where that was faster", async () => {
    const { ports, contacts: list } = stage([]);
    const contacts: ContactCallsPorts['contacts'] = {
      ...ports.contacts,
      findOrCreate: (...asked) => {
        list.push(contactOf(1, { recipient: recipient('14155550123'), firstname: 'First' }));
        return ports.contacts.findOrCreate(...asked);
      },
    };
    const made = await resultOf({ ...ports, contacts }, 'create', requestOf('', { phone: '14155550123' }));
    expect(made).to.have.nested.property('right.created', false);
    expect(made).to.have.nested.property('right.contact.firstname', 'First');
  });

  it('looks at staff and groups, then at the defaults, then at the limit', async () => {
    const full = { limits: { contacts: 0, conversations: -1, apiCallsPerMinute: -1 } };
    const bare = { defaults: { status: null, source: null, assignedTo: null } };
    const members = { phone: '14155550123' };
    const refusals = [
      await resultOf(stage([], { ...bare, ...full }).ports, 'create', requestOf('', { ...members, groups: [9] })),
      await resultOf(stage([], { ...bare, ...full }).ports, 'create', requestOf('', members)),
    ];
    expect(refusals.map((one) => E.isLeft(one) && one.left._tag)).to.deep.equal(['Invalid', 'MissingConfig']);
  });
});

describe('opting out by hand', () => {
  it('counts under every id of the contact, and is a word of whole seconds', async () => {
    const { ports } = stage([contactOf(1, { recipient: recipient('14155550001', 'US.1'), waId: '14155550002' })]);
    const clock = { ...ports.clock, now: () => NOW + 999 };
    const said = await resultOf({ ...ports, clock }, 'optOut');
    expect(said).to.have.nested.property('right.optedOutAt', NOW);
    const sameNumber = await resultOf(ports, 'create', requestOf('', { phone: '14155550002', user_id: 'US.2' }));
    expect(sameNumber).to.have.nested.property('right.created', true);
    expect(sameNumber).to.have.nested.property('right.optedOutAt', NOW);
  });

  it('answers what holds: a later word of the person counts', async () => {
    const { ports, optOut } = stage([contactOf(1)]);
    optOut('14155550001', NOW + 30_000);
    expect(await resultOf(ports, 'optIn')).to.have.nested.property('right.optedOutAt', NOW + 30_000);
  });
});
