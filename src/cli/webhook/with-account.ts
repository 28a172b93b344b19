import { type Stores } from '../../app/stores.js';
import { makeCommandSender } from '../../app/webhooks.js';
import { type Account, type AccountId } from '../../domain/model/account/account.js';
import { type Endpoint } from '../../domain/model/webhook/endpoint.js';
import { type RandomKey } from '../../domain/ports/random-key.js';
import { type WebhookSender } from '../../domain/ports/webhook-sender.js';
import { findEndpoint } from '../../domain/use-cases/webhook-endpoints/find.js';
import { randomKey } from '../../kit/crypto/random-key.js';
import { orFail } from '../failures/in-api-words.js';
import { say } from '../output.js';
import { accountOf, withStores } from '../stores.js';

/** What the commands of webhooks work on. */
export interface WebhookPorts extends Stores {
  /** Calls from this process, behind the same guard as the server. */
  readonly sender: WebhookSender;
  readonly randomKey: RandomKey;
}

/** Runs work for an account that is there. */
export const withAccount = <A>(
  id: AccountId,
  work: (ports: WebhookPorts, account: Account) => Promise<A>,
): Promise<A> =>
  withStores(async (stores, config) => {
    const sender = makeCommandSender(config, (cause) => say(`Unreachable: ${cause}.`));
    try {
      return await work({ ...stores, sender: withHint(sender), randomKey }, await accountOf(stores, id));
    } finally {
      sender.close();
    }
  });

/** Runs work for an endpoint that is there. `written` is its id as the user wrote it. */
export const withEndpoint = <A>(
  id: AccountId,
  written: string,
  work: (ports: WebhookPorts, endpoint: Endpoint) => Promise<A>,
): Promise<A> =>
  withAccount(id, async (ports, account) => work(ports, await orFail(findEndpoint(ports, account.id, written))));

/** Says what an operator can do about a URL that may not be called. The API does not, so that nobody maps a network. */
const withHint = (sender: WebhookSender): WebhookSender => ({
  ...sender,
  mayCall: (url) => async () => {
    const may = await sender.mayCall(url)();
    if (!may) say('To allow a host of your own network, set WEBHOOK_ALLOWED_HOSTS=host:port, for the server too.');
    return may;
  },
});
