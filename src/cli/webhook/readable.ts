import { type deliveryView, type endpointView } from '../../api/webhook-view.js';

type ShownEndpoint = ReturnType<typeof endpointView>;
type ShownDelivery = ReturnType<typeof deliveryView>;
type ShownTry = ShownDelivery['tries'][number];

type Row = Readonly<Record<string, unknown>>;

const ofEvents = ({ events }: ShownEndpoint): string => (events === null ? 'all' : events.join(' '));

/** An endpoint to read, with its secret where it has one. */
export const readableEndpoint = (endpoint: ShownEndpoint): Row => ({
  ...endpoint,
  events: ofEvents(endpoint),
  enabled: endpoint.enabled ? 'yes' : 'no',
});

/** An endpoint as a row of a table. */
export const endpointRow = (endpoint: ShownEndpoint): Row => ({
  id: endpoint.id,
  url: endpoint.url,
  events: ofEvents(endpoint),
  enabled: endpoint.enabled ? 'yes' : `no: ${endpoint.disabled_reason}`,
  failing_since: endpoint.failing_since,
  last_success_at: endpoint.last_success_at,
  description: endpoint.description,
});

/** A delivery to read, with a line for each try. */
export const readableDelivery = ({ tries, ...delivery }: ShownDelivery): Row => ({
  ...delivery,
  ...Object.fromEntries(tries.map((one, index) => [`try ${index + 1}`, tryLine(one)])),
});

/** A delivery as a row of a table. */
export const deliveryRow = ({ tries, ...delivery }: ShownDelivery): Row => ({
  id: delivery.id,
  event: delivery.event,
  status: delivery.reason === null ? delivery.status : `${delivery.status}: ${delivery.reason}`,
  created_at: delivery.created_at,
  tries: tries.length,
  last_try: tries.slice(-1).map(outcomeOf)[0] ?? null,
  next_try_at: delivery.next_try_at,
});

const outcomeOf = ({ http_status: status, reason }: ShownTry): string => String(status ?? reason);

const tryLine = (one: ShownTry): string =>
  `${one.at}  ${outcomeOf(one)} in ${one.ms} ms${one.body === null ? '' : `  ${one.body}`}`;
