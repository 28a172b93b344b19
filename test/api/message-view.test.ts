import { expect } from 'chai';
import { messageView } from '../../src/api/message-view.js';
import { type AccountId } from '../../src/domain/model/account/account.js';
import { type ContactId } from '../../src/domain/model/contact/contact.js';
import { type ChatMessageId } from '../../src/domain/model/message/opened-message.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { openedMessage } from '../../src/domain/model/message/message.js';
import { type PhoneNumber } from '../../src/domain/model/contact/phone.js';
import { byNumber } from '../../src/domain/model/contact/recipient.js';
import { type UserId } from '../../src/domain/model/contact/user-id.js';

const pending = openedMessage(
  {
    accountId: 1 as AccountId,
    contactId: 17 as ContactId,
    recipient: byNumber('14155550123' as PhoneNumber),
    mediaType: 'image',
    mediaId: 'x'.repeat(43) as MediaId,
    mediaUrl: 'https://media.example.com/media/x/holiday.jpg',
    caption: null,
    filename: 'holiday',
    reference: null,
    warnings: ['no caption'],
    key: null,
    fingerprint: 'f',
    nonce: null,
    origin: { door: 'rest', requestId: 'r', tokenId: 'tok_1_1' },
  },
  42 as ChatMessageId,
  1_000,
  0,
);

describe('The view of a message', () => {
  it('has every key of the API, null where there is nothing, and nothing of the inside', () => {
    expect(messageView(pending, (at) => at)).to.deep.equal({
      message_id: null,
      contact_id: 17,
      phone: '14155550123',
      media_type: 'image',
      media_url: 'https://media.example.com/media/x/holiday.jpg',
      caption: null,
      filename: 'holiday',
      reference: null,
      user_id: null,
      status: 'pending',
      sent_at: null,
      chat_id: 17,
      chat_message_id: 42,
      created_at: 1_000,
      delivered_at: null,
      read_at: null,
      failed_at: null,
      error: null,
    });
  });

  it('names a person without a number by the user id', () => {
    const recipient = { phone: null, userId: 'US.13491208655302741918' as UserId };
    expect(messageView({ ...pending, recipient }, (at) => at)).to.include({
      phone: null,
      user_id: 'US.13491208655302741918',
    });
  });

  it("writes times in the door's own kind", () => {
    expect(messageView(pending, (at) => `${at} ms`)).to.include({ created_at: '1000 ms', sent_at: null });
  });
});
