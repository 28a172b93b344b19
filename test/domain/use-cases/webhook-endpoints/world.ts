import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { scopes } from '../../../../src/domain/model/account/token.js';
import { type DeliveryTry } from '../../../../src/domain/model/webhook/delivery-try.js';
import { type Answered } from '../../../../src/domain/use-cases/answer-admitted.js';
import { type DeliveryRequest, type EndpointsError } from '../../../../src/domain/use-cases/webhook-endpoints/call.js';
import { type ResourceCall } from '../../../../src/domain/use-cases/resources/call.js';
import { type WebhookEndpointCallsPorts } from '../../../../src/domain/use-cases/webhook-endpoints/ports.js';
import { makeWebhookEndpointCalls } from '../../../../src/domain/use-cases/webhook-endpoints/webhook-endpoint-calls.js';
import { type WebhookCall } from '../../../../src/domain/ports/webhook-sender.js';
import { randomKey } from '../../../../src/kit/crypto/random-key.js';
import { hmacSha256 } from '../../../../src/kit/crypto/hmac.js';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.js';
import { account, happyPorts, NOW, SECRET, token } from '../../../support/happy-ports.js';
import { memoryWebhooks } from '../../../support/memory-webhooks/memory-webhooks.js';

export const goodTry: DeliveryTry = { at: NOW, httpStatus: 200, reason: null, ms: 3, body: 'thanks' };

/** Whose token a call has: each account has one. */
const other = { ...account, id: 2 as typeof account.id, consentKey: 'o'.repeat(43) };
export const OTHER_SECRET = `pc_${'b'.repeat(43)}`;

/** The calls over memory. `callable` says which URLs may be called. */
export const endpointWorld = (more: Partial<WebhookEndpointCallsPorts> = {}) => {
  const clock: FakeClock = fakeClock(NOW);
  const memory = memoryWebhooks();
  const sent: WebhookCall[] = [];
  const answers: DeliveryTry[] = [];
  const { ports } = happyPorts();
  const all: WebhookEndpointCallsPorts = {
    ...ports,
    accounts: { byId: (id) => TE.right(O.some(id === 1 ? account : other)) },
    tokens: {
      byHash: (hash) =>
        TE.right(O.some({ ...token, scopes, accountId: hash === ports.digest(SECRET) ? account.id : other.id })),
    },
    ...memory,
    sender: {
      mayCall: (url) => async () => url.startsWith('https://hooks.example.com'),
      send: (call) => async () => {
        sent.push(call);
        return { made: answers.shift() ?? { ...goodTry, at: clock.now() }, retryAfter: null };
      },
    },
    clock,
    randomKey,
    hmac: hmacSha256,
    sandboxMode: true,
    onDamaged: ({ cause }) => {
      throw cause;
    },
    ...more,
  };
  return { clock, memory, sent, answers, calls: makeWebhookEndpointCalls(all) };
};

interface Whose extends Partial<Pick<DeliveryRequest, 'endpointId' | 'deliveryId'>> {
  readonly as?: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A call as a door hands it on. */
export const asked = (
  members: Readonly<Record<string, unknown>> = {},
  { as = SECRET, query = {}, ...ids }: Whose = {},
): ResourceCall<DeliveryRequest> => ({
  credentials: O.some(as),
  asked: TE.right({
    endpointId: '',
    deliveryId: '',
    ...ids,
    members: new Map(Object.entries(members)),
    query: Object.entries(query).map(([name, value]) => ({ name, value })),
  }),
});

export const done = async <A>(answer: Promise<Answered<EndpointsError, A>>): Promise<A> => {
  const { result } = await answer;
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

export const refusedWith = async (answer: Promise<Answered<EndpointsError, unknown>>): Promise<EndpointsError> => {
  const { result } = await answer;
  if (E.isRight(result)) throw new Error(`done: ${JSON.stringify(result.right)}`);
  return result.left;
};

/** The faults by their field, of an answer that is `Invalid`. */
export const faultsOf = async (answer: Promise<Answered<EndpointsError, unknown>>) => {
  const refusal = await refusedWith(answer);
  if (refusal._tag !== 'Invalid') throw new Error(`refused as ${refusal._tag}`);
  return refusal.details;
};
