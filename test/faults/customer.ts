import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { type Stores } from '../../src/app/stores.js';
import { type EventType } from '../../src/domain/model/event/event-type.js';
import { type EndpointUrl } from '../../src/domain/model/webhook/endpoint.js';
import { orThrow } from '../../src/kit/or-throw.js';
import { endpointDraft } from '../contracts/events/stage.js';
import { ACCOUNT } from './stores.js';

/** An event as a customer's endpoint got it. */
export interface HeardEvent {
  readonly id: string;
  readonly type: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A customer with a webhook endpoint, which verifies and remembers what it is sent, and answers 204 at once. */
export interface Customer {
  readonly port: string;
  readonly url: string;
  /** The settings with which a server may call it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Adds its endpoint to the account of a stand. */
  readonly subscribe: (stores: Stores) => Promise<void>;
  /** Each event once, in the order in which it came first. */
  readonly heard: () => readonly HeardEvent[];
  /** How many requests came, repeated ones too. */
  readonly requests: () => number;
  /** Requests that are not signed as they should be, and events whose repetition says something else. */
  readonly faults: () => readonly string[];
  readonly close: () => Promise<void>;
}

export const makeCustomer = async (): Promise<Customer> => {
  const bodies = new Map<string, string>();
  const faults: string[] = [];
  let requests = 0;
  let secret: string | null = null;
  const server = createServer((request, response) => {
    void text(request).then(
      (body) => {
        requests += 1;
        const id = String(request.headers['webhook-id']);
        try {
          new Webhook(String(secret)).verify(body, request.headers as Record<string, string>);
        } catch (error) {
          faults.push(`${id}: ${String(error)}`);
        }
        if ((bodies.get(id) ?? body) !== body) faults.push(`${id} was repeated with another body`);
        bodies.set(id, body);
        response.writeHead(204).end();
      },
      // A server that is killed in the middle of a request is what this is about.
      () => undefined,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = String((server.address() as AddressInfo).port);
  const host = `127.0.0.1:${port}`;
  const url = `http://${host}/events`;
  return {
    port,
    url,
    settings: { WEBHOOK_ALLOWED_HOSTS: host },
    subscribe: async ({ endpoints }) => {
      const made = await orThrow(endpoints.create(endpointDraft(1, { accountId: ACCOUNT, url: url as EndpointUrl })));
      secret = made.secret;
    },
    heard: () => [...bodies].map(([id, body]) => ({ id, ...(JSON.parse(body) as Pick<HeardEvent, 'type' | 'data'>) })),
    requests: () => requests,
    faults: () => faults,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
