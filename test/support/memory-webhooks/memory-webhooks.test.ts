import { deliveriesContract } from '../../contracts/deliveries.js';
import { endpointsContract } from '../../contracts/endpoints.js';
import { eventLogContract } from '../../contracts/events.js';
import { type Happen, type WebhookStage } from '../../contracts/events/stage.js';
import { draft } from '../../contracts/support.js';
import { createdEvent } from '../../../src/domain/model/contact/contact-event.js';
import { type ContactId, madeContact, noDetails } from '../../../src/domain/model/contact/contact.js';
import { openedMessage } from '../../../src/domain/model/message/message.js';
import { type ChatMessageId } from '../../../src/domain/model/message/opened-message.js';
import { snapshotOf } from '../../../src/domain/model/message/message-snapshot.js';
import { memoryWebhooks } from './memory-webhooks.js';

/** Memory keeps no record that could be damaged, and is one process. */
const gaps = { noRecords: true, oneProcess: true } as const;

const open = (): Promise<WebhookStage & { readonly close: () => Promise<void> }> => {
  const webhooks = memoryWebhooks();
  const happen: Happen = (accountId, type, at) => {
    const message = openedMessage(draft({ accountId }), 1 as ChatMessageId, at, 0);
    const contact = madeContact(
      { ...noDetails, recipient: message.recipient, status: 1, source: 1 },
      accountId,
      1 as ContactId,
      at,
    );
    webhooks.append(
      type === 'contact.created'
        ? createdEvent(contact, null, at)
        : { type, accountId, at, message: snapshotOf(message) },
    );
    return Promise.resolve();
  };
  const undamaged = () => Promise.reject(new TypeError('there is no record to damage'));
  return Promise.resolve({
    ...webhooks,
    elsewhere: webhooks,
    happen,
    happenElsewhere: happen,
    writes: () => Promise.resolve(0),
    damage: { event: undamaged, endpoint: undamaged, delivery: undamaged },
    close: () => Promise.resolve(),
  });
};

eventLogContract('memory', open, gaps);
endpointsContract('memory', open, gaps);
deliveriesContract('memory', open, gaps);
