import { MOST_LISTED } from '../../domain/model/list-limit.js';
import { type Delivery, type DeliveryId } from '../../domain/model/webhook/delivery.js';
import { type EndpointRef } from '../../domain/model/webhook/endpoint.js';
import { type Deliveries, type DeliveryFilter, type DeliveryPage } from '../../domain/ports/deliveries.js';
import { type Damaged, type Listing } from '../../domain/ports/store.js';
import { parseDeliveryFilter } from '../../domain/use-cases/webhook-endpoints/query.js';
import { orThrow } from '../../kit/or-throw.js';
import { readOptions } from '../options/options.js';

/** The conditions of a list of deliveries, as options. */
export const deliveryConditions = ['status', 'event'] as const;

/** Reads conditions as they were written, by the rules of the API. A wrong one is wrong usage. */
export const deliveryFilterOf = (
  written: Partial<Record<(typeof deliveryConditions)[number], string>>,
): DeliveryFilter => readOptions(written, parseDeliveryFilter);

/** The newest deliveries of an endpoint that fit a filter, at most `limit`. */
export const newestDeliveries = async (
  { deliveries }: { readonly deliveries: Pick<Deliveries, 'list'> },
  endpoint: EndpointRef,
  filter: DeliveryFilter,
  limit: number,
): Promise<Listing<Delivery>> => {
  const items: Delivery[] = [];
  const damaged: Damaged[] = [];
  let after: DeliveryId | null = null;
  do {
    const wanted = Math.min(limit - items.length, MOST_LISTED);
    const page: DeliveryPage = await orThrow(deliveries.list(endpoint, filter, after, wanted));
    items.push(...page.items);
    damaged.push(...page.damaged);
    after = page.next;
  } while (after !== null && items.length < limit);
  return { items, damaged };
};
