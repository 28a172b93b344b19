import * as TE from 'fp-ts/lib/TaskEither.js';
import { callbackDataOf } from '../../../model/message/callback-data.js';
import { refOf } from '../../../model/message/opened-message.js';
import { type SendEntry } from '../../../model/message/timeline.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type Messages } from '../../../ports/messages.js';
import { type SendOrder, type WhatsApp } from '../../../ports/whatsapp.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { type EndedSend, type Step, type With } from '../journey.js';
import { mayRetry } from './may-retry.js';

interface CallPorts extends ReadConsentPorts {
  readonly whatsapp: WhatsApp;
  readonly messages: Pick<Messages, 'renew' | 'byId'>;
  readonly contacts: Pick<Contacts, 'byId'>;
  readonly clock: Pick<Clock, 'now'>;
}

type Opened = With<'caller' | 'examined' | 'media' | 'message'>;

/** Sends an opened message, also if the caller has hung up meanwhile. Never fails: each outcome is recorded. */
export const callWhatsApp = (ports: CallPorts, journey: Opened): Step<EndedSend> =>
  TE.fromTask(async () => {
    const entries: SendEntry[] = [];
    const outcome = await ports.whatsapp.send(orderOf(ports, journey, (entry) => entries.push(entry)))();
    return { outcome, entries };
  });

const orderOf = (
  ports: CallPorts,
  { caller, examined, media: { outgoing, name }, message }: Opened,
  tell: SendOrder['tell'],
): SendOrder => ({
  credentials: examined.credentials,
  to: message.recipient,
  mediaType: message.mediaType,
  media: {
    id: message.mediaId,
    url: message.mediaUrl,
    type: outgoing.type,
    sizeBytes: outgoing.staged.sizeBytes,
    bytes: outgoing.staged.bytes,
    mustUpload: outgoing.converted,
  },
  caption: message.caption,
  filename: message.mediaType === 'document' ? name : null,
  callbackData: callbackDataOf(message),
  tell,
  renew: () => ports.messages.renew(refOf(message), ports.clock.now())(),
  mayRetry: mayRetry(ports, caller.account, message),
});
