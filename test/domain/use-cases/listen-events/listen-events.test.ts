import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { unavailable } from '../../../../src/domain/model/errors.js';
import { type EventId } from '../../../../src/domain/model/event/event-id.js';
import { eventTypes } from '../../../../src/domain/model/event/event-type.js';
import { type Wanted } from '../../../../src/domain/use-cases/listen-events/hub/hub.js';
import { type Listening } from '../../../../src/domain/use-cases/listen-events/hub/listening.js';
import { makeListenEvents } from '../../../../src/domain/use-cases/listen-events/listen-events.js';
import { type Scope } from '../../../../src/domain/model/account/token.js';
import { account, happyPorts, SECRET, token } from '../../../support/happy-ports.js';

const listening: Listening = {
  beginsBehind: 'evt_0000000000001--------' as EventId,
  next: () => Promise.resolve(O.none),
  ended: Promise.resolve(),
  end: () => undefined,
};

const stage = (scopes: readonly Scope[] = ['messages:read', 'contacts:read']) => {
  const { ports } = happyPorts();
  const opened: Wanted[] = [];
  const held = { ...token, scopes };
  const listenEvents = makeListenEvents({
    ...ports,
    tokens: { byHash: () => TE.right(O.some(held)) },
    hub: {
      open: (wanted) =>
        TE.rightIO(() => {
          opened.push(wanted);
          return listening;
        }),
    },
  });
  const listen = async (query: Readonly<Record<string, unknown>> = {}, lastEventId: string | null = null) =>
    (
      await listenEvents({
        credentials: O.some(SECRET),
        query: TE.right(Object.entries(query).map(([name, value]) => ({ name, value }))),
        lastEventId,
      })
    ).result;
  return { opened, listen, held };
};

describe('listening to events', () => {
  it('begins with what happens from now on, of all types', async () => {
    const { opened, listen, held } = stage();
    expect(await listen()).to.deep.equal(E.right(listening));
    expect(await listen({ types: '' }, ' ')).to.deep.equal(E.right(listening));
    const wanted = { accountId: account.id, token: held, from: null, types: null };
    expect(opened).to.deep.equal([wanted, wanted]);
  });

  it('goes on behind the last id, with the types that are asked for, each once', async () => {
    const { opened, listen } = stage();
    await listen({ types: 'message.read,contact.erased,message.read' }, 'evt_0000000000010abcdefgh');
    expect(opened[0]).to.deep.include({ from: 32, types: ['message.read', 'contact.erased'] });
  });

  it('shows contacts only to a token that may read them', async () => {
    const { opened, listen } = stage(['messages:read']);
    await listen();
    await listen({ types: 'contact.erased' });
    expect(opened.map(({ types }) => types)).to.deep.equal([
      eventTypes.filter((type) => !type.startsWith('contact.')),
      [],
    ]);
  });

  it('tells what is wrong before it opens anything', async () => {
    const { opened, listen } = stage();
    const refused = await listen({ types: 'message.gone', limit: '3' }, 'evt_old');
    expect(refused).to.have.nested.property('left.details').with.all.keys('types', 'limit', 'last_event_id');
    expect(opened).to.deep.equal([]);
  });

  it('is refused without the scope, and where too many listen', async () => {
    expect(await stage(['contacts:read']).listen()).to.deep.equal(
      E.left({ _tag: 'InsufficientScope', scope: 'messages:read' }),
    );
    const { ports } = happyPorts();
    const full = makeListenEvents({ ...ports, hub: { open: () => TE.left(unavailable(undefined)) } });
    const { result } = await full({ credentials: O.some(SECRET), query: TE.right([]), lastEventId: null });
    expect(result).to.have.nested.property('left._tag', 'Unavailable');
  });
});
