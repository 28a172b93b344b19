import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Message, openedMessage } from '../../../../src/domain/model/message/message.js';
import { changed } from '../../../../src/domain/model/message/message-change.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { type SettleMessageCall } from '../../../../src/domain/use-cases/settle-message/call.js';
import { makeSettleMessage } from '../../../../src/domain/use-cases/settle-message/settle-message.js';
import { draft, key } from '../../../contracts/support.js';
import { happyPorts, NOW, SECRET, token } from '../../../support/happy-ports.js';

const pending = openedMessage(draft({ key: key('k') }), 7 as ChatMessageId, NOW, 0);
const lost = changed(pending, { _tag: 'LeaseLost', at: NOW }, []).after;

/** Ports with one message, and a way to settle it with this body. */
const stage = (message: Message = lost) => {
  const { ports, happened } = happyPorts();
  happened.messages.push(message);
  const settle = (members: Readonly<Record<string, unknown>>, more: Partial<SettleMessageCall> = {}) =>
    makeSettleMessage(ports)({
      credentials: O.some(SECRET),
      requestId: 'checkout-7f3b',
      chatMessageId: '7',
      query: [],
      members: TE.right(new Map(Object.entries(members))),
      ...more,
    });
  return { ports, happened, settle };
};

describe('settling a message by hand', () => {
  it('ends it as the caller says, and keeps who said it', async () => {
    for (const as of ['failed', 'delivered'] as const) {
      const { settle, happened } = stage();
      const { result } = await settle({ as });
      const settled = E.isRight(result) ? result.right : expect.fail(JSON.stringify(result.left));
      expect(settled).to.include({ state: as, settledByHand: true, key: as === 'failed' ? null : 'k' });
      expect(settled.timeline.at(-1)).to.deep.equal({
        kind: 'settled',
        at: NOW,
        as,
        by: 'api',
        requestId: 'checkout-7f3b',
        tokenId: token.id,
      });
      expect(happened.messages).to.deep.equal([settled]);
    }
  });

  it('is a conflict with any other state, also the second time', async () => {
    const { settle } = stage(pending);
    expect((await settle({ as: 'failed' })).result).to.deep.equal(
      E.left({ _tag: 'Conflict', details: { status: 'pending' } }),
    );
    const twice = stage();
    await twice.settle({ as: 'failed' });
    expect((await twice.settle({ as: 'failed' })).result).to.deep.equal(
      E.left({ _tag: 'Conflict', details: { status: 'failed' } }),
    );
  });

  for (const chatMessageId of ['8', '0', '07', 'media', '', '__proto__', '99999999999999999999'])
    it(`knows no message ${JSON.stringify(chatMessageId)}, whatever the body says`, async () => {
      const { result } = await stage().settle({ as: 'nothing' }, { chatMessageId });
      expect(result).to.deep.equal(E.left({ _tag: 'MessageNotFound' }));
    });

  for (const [members, fields] of [
    [{}, ['as']],
    [{ as: null }, ['as']],
    [{ as: '' }, ['as']],
    [{ as: 'sent' }, ['as']],
    [{ as: 'FAILED' }, ['as']],
    [{ as: ['failed'] }, ['as']],
    [{ as: { toString: 'failed' } }, ['as']],
    [{ as: 'failed', why: 'lost' }, ['why']],
    [{ As: 'failed' }, ['As', 'as']],
  ] as const)
    it(`refuses ${JSON.stringify(members)}, by field, and changes nothing`, async () => {
      const { settle, happened } = stage();
      const { result } = await settle(members);
      expect(E.isLeft(result) && result.left._tag === 'Invalid' && Object.keys(result.left.details)).to.have.members(
        fields,
      );
      expect(happened.messages).to.deep.equal([lost]);
    });

  it('takes no query', async () => {
    const { result } = await stage().settle({ as: 'failed' }, { query: [{ name: 'force', value: '1' }] });
    expect(result).to.have.nested.property('left.details.force');
  });

  it('needs the scope to send, and reads no body before', async () => {
    const { ports } = stage();
    const tokens = { byHash: () => TE.right(O.some({ ...token, scopes: ['messages:read' as const] })) };
    const { result } = await makeSettleMessage({ ...ports, tokens })({
      credentials: O.some(SECRET),
      requestId: 'r',
      chatMessageId: '7',
      query: [],
      members: () => Promise.reject(new TypeError('the body was read')),
    });
    expect(result).to.deep.equal(E.left({ _tag: 'InsufficientScope', scope: 'messages:send' }));
  });
});
