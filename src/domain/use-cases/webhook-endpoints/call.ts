import { type CallError, type Conflict, type FeatureLimitExceeded, type NotFound } from '../../model/errors.js';
import { type Delivery } from '../../model/webhook/delivery.js';
import { type Endpoint, type EndpointId } from '../../model/webhook/endpoint.js';
import { type AnswerResource, type ResourceRequest } from '../resources/call.js';

/** What a caller asks of one endpoint. */
export interface EndpointRequest extends ResourceRequest {
  /** As written. A text that is no id names no endpoint. */
  readonly endpointId: string;
}

/** What a caller asks of one delivery. */
export interface DeliveryRequest extends EndpointRequest {
  readonly deliveryId: string;
}

/** Every error of the calls of endpoints. */
export type EndpointsError = CallError | NotFound | FeatureLimitExceeded | Conflict;

export interface DeliveryList {
  /** Newest first. */
  readonly deliveries: readonly Delivery[];
  /** The `cursor` of the next page; null on the last page. */
  readonly nextCursor: string | null;
}

type Call<Request, A> = AnswerResource<Request, EndpointsError, A>;

/** The calls of an account's webhook endpoints (SPEC 5.1). Each rejects only on a defect. */
export interface WebhookEndpointCalls {
  /** All of them, oldest first. */
  readonly list: Call<ResourceRequest, readonly Endpoint[]>;
  readonly create: Call<ResourceRequest, Endpoint>;
  readonly get: Call<EndpointRequest, Endpoint>;
  /** What is absent stays. */
  readonly change: Call<EndpointRequest, Endpoint>;
  readonly rotateSecret: Call<EndpointRequest, Endpoint>;
  readonly remove: Call<EndpointRequest, EndpointId>;
  /** `status`, `event`, `limit`, `cursor`. */
  readonly deliveries: Call<EndpointRequest, DeliveryList>;
  readonly delivery: Call<DeliveryRequest, Delivery>;
  readonly replay: Call<DeliveryRequest, Delivery>;
  /** How many were made due. */
  readonly replayMany: Call<EndpointRequest, number>;
  /** The delivery of a made-up event with its one try. */
  readonly test: Call<EndpointRequest, Delivery>;
}
