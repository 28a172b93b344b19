import { type Contact } from '../../../../../src/domain/model/contact/contact.js';
import { type MediaId } from '../../../../../src/domain/model/media/media-id.js';
import { type Delivery } from '../../../../../src/domain/model/webhook/delivery.js';
import { type DeliveryTry } from '../../../../../src/domain/model/webhook/delivery-try.js';
import { type Endpoint } from '../../../../../src/domain/model/webhook/endpoint.js';
import { hash } from '../../../../contracts/consents/joins.js';
import { fileOf, makePerson, type Person, sendTo } from '../../../../contracts/erasing/stage.js';
import { deliveriesTo, drain } from '../../../../contracts/events/stage.js';
import { ACME, NOW, right, shown } from '../../../../contracts/support.js';
import { type ErasingNode, type MongodbErasingStage } from './stage.js';

/** What somebody was sent, and by which file. */
export interface Life {
  readonly contact: Contact;
  readonly file: MediaId;
}

/**
 * A person with all that is ever stored of one: messages with statuses, a file with a handle, events that are delivered,
 * whose endpoint has answered with their name, and events that still wait in each kind of document.
 */
export const live = async (
  { nodes: [node, other], storage }: Pick<MongodbErasingStage, 'nodes' | 'storage'>,
  who: Person,
  seed: number,
  endpoint: Endpoint,
): Promise<Life> => {
  const contact = await makePerson(node, who);
  const file = await fileOf({ storage }, seed);
  await right(node.uploadHandles.keep(file, '106540352242922', `handle of ${who.caption}`, NOW + 1e9));
  const first = await sendTo(node, contact, who, { mediaId: file });
  await report(other, who, Number(first.id), 'delivered');
  await drain(node);
  await answer(node, endpoint, `${who.firstname} ${who.phone}`);
  // From here on everything waits.
  const second = await sendTo(other, contact, who, { mediaId: file });
  await report(node, who, Number(second.id), 'read');
  const concerned = { contacts: [{ contact, own: [hash(seed)] }], at: NOW };
  await right(node.consents.record(ACME, [hash(seed)], { optedOut: true, at: NOW }, concerned));
  return { contact, file };
};

const report = async (
  { messages }: Pick<ErasingNode, 'messages'>,
  who: Person,
  id: number,
  status: 'delivered' | 'read',
) => {
  const one = { wamid: `${who.wamid}.${id}`, mark: null, shown: shown(), at: NOW, status };
  await right(messages.recordStatus(ACME, one, NOW));
};

/** The endpoint has refused every delivery with this text. */
const answer = async (node: ErasingNode, endpoint: Endpoint, body: string): Promise<void> => {
  const made: DeliveryTry = { at: NOW, httpStatus: 503, reason: 'http_status', ms: 3, body };
  const changes = (await deliveriesTo(node, endpoint)).map(({ id }) => ({
    id,
    change: (delivery: Delivery): Delivery => (delivery.erased ? delivery : { ...delivery, tries: [made] }),
  }));
  await right(node.deliveries.change(endpoint, changes, (one) => one));
};
