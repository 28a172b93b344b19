import { expect } from 'chai';
import { contactErasedEvent } from '../../../../src/domain/model/contact/contact-event.js';
import { neverSeen } from '../../../../src/domain/model/account/last-seen.js';
import { withSeen } from '../../../../src/domain/model/event/seen-event.js';
import { messageEventTypes, type MessageEvent } from '../../../../src/domain/model/message/message-event.js';
import { openedMessage } from '../../../../src/domain/model/message/message.js';
import { snapshotOf } from '../../../../src/domain/model/message/message-snapshot.js';
import { type ChatMessageId } from '../../../../src/domain/model/message/opened-message.js';
import { ACME, contactId, draft } from '../../../contracts/support.js';

const message = snapshotOf(openedMessage(draft(), 1 as ChatMessageId, 1, 0));
const event = (type: MessageEvent['type'], at: number, wamid: string | null = 'wamid.x'): MessageEvent => ({
  type,
  accountId: ACME,
  at,
  message: { ...message, wamid },
});

describe("when an account's messages last moved", () => {
  it('is the newest message that was sent, and the newest status, in any order', () => {
    const events = [
      event('message.sent', 5),
      event('message.read', 9),
      event('message.sent', 7),
      event('message.delivered', 8),
    ];
    for (const inOrder of [events, [...events].reverse()])
      expect(inOrder.reduce(withSeen, neverSeen)).to.deep.equal({ sentAt: 7, statusAt: 9 });
  });

  it('is a status only where WhatsApp knows the message', () => {
    const seen = messageEventTypes.map((type) => withSeen(neverSeen, event(type, 5)).statusAt);
    expect(seen).to.deep.equal([null, 5, 5, 5, 5, null]);
    for (const type of ['message.failed', 'message.delivered'] as const)
      expect(withSeen(neverSeen, event(type, 5, null))).to.equal(neverSeen);
  });

  it('is the same value where an event says nothing new', () => {
    const seen = { sentAt: 5, statusAt: 5 };
    for (const one of [
      event('message.sent', 5),
      event('message.read', 4),
      contactErasedEvent({ accountId: ACME, id: contactId(1) }, 9),
    ])
      expect(withSeen(seen, one)).to.equal(seen);
  });
});
