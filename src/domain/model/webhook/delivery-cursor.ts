import * as E from 'fp-ts/lib/Either.js';
import { type Account } from '../account/account.js';
import { type Rule } from '../field-rules.js';
import { type Hmac } from '../hmac.js';
import { type DeliveryId, isDeliveryId } from './delivery.js';
import { type EndpointId } from './endpoint.js';

/** Whose cursor it is, and of which endpoint's deliveries. */
export interface DeliveryCursorScope {
  readonly hmac: Hmac;
  readonly account: Pick<Account, 'consentKey'>;
  readonly endpoint: EndpointId;
}

/** The place behind a delivery as an opaque text. It is signed: no other text is a cursor of that list. */
export const deliveryCursor = ({ hmac, account, endpoint }: DeliveryCursorScope, id: DeliveryId): string =>
  `${id}.${hmac(account.consentKey, `cursor deliveries ${endpoint} ${id}`).slice(-16)}`;

/** Reads a cursor. Only a text that `deliveryCursor` wrote for the same list is valid. */
export const deliveryCursorRule =
  (scope: DeliveryCursorScope): Rule<DeliveryId> =>
  (text) => {
    const [id = ''] = text.split('.', 1);
    return isDeliveryId(id) && deliveryCursor(scope, id) === text
      ? E.right(id)
      : E.left('must be the next_cursor of an earlier answer');
  };
