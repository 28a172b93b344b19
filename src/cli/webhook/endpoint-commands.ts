import { type Command, Option } from 'commander';
import { endpointView, endpointWithSecretView } from '../../api/webhook-view.js';
import { type AccountId } from '../../domain/model/account/account.js';
import { type EventType } from '../../domain/model/event/event-type.js';
import { type GivenMembers } from '../../domain/model/given-members.js';
import { type Endpoint } from '../../domain/model/webhook/endpoint.js';
import { changeEndpoint, rotateSecret } from '../../domain/use-cases/webhook-endpoints/change-endpoint.js';
import { createEndpoint } from '../../domain/use-cases/webhook-endpoints/create-endpoint.js';
import { noEndpoint } from '../../domain/use-cases/webhook-endpoints/find.js';
import { errorWords } from '../../api/error-words.js';
import { orThrow } from '../../kit/or-throw.js';
import { failWhereDamaged } from '../damaged.js';
import { misuse } from '../failures/failure.js';
import { notFound, orFail } from '../failures/in-api-words.js';
import { parseEventType } from '../options/event-type.js';
import { collect, parseAccountId } from '../options/options.js';
import { printAnswer, say } from '../output.js';
import { endpointRow, readableEndpoint } from './readable.js';
import { withAccount, withEndpoint } from './with-account.js';

export const ACCOUNT = ['--account <id>', 'the account', parseAccountId] as const;
export const ENDPOINT = ['<webhook-id>', 'the endpoint: we_…'] as const;

export interface OfAccount {
  readonly account: AccountId;
}

interface MemberOptions {
  readonly url?: string;
  readonly event?: readonly EventType[];
  readonly allEvents?: boolean;
  readonly description?: string;
  readonly enabled?: 'true' | 'false';
}

/** The commands of endpoints themselves. */
export const addEndpointCommands = (webhook: Command): void => {
  webhook
    .command('create')
    .description('create an endpoint, and show its secret once')
    .requiredOption(...ACCOUNT)
    .requiredOption('--url <url>', 'where to post events')
    .option('--event <type>', 'only events of this type; may be repeated; default: all', collect(parseEventType))
    .option('--description <text>', 'what it is for')
    .action(async ({ account, ...options }: OfAccount & MemberOptions, command: Command) => {
      const made = await withAccount(account, (ports, { id }) => orFail(createEndpoint(ports, id, membersOf(options))));
      printWithSecret(command, made);
    });

  webhook
    .command('list')
    .description('the endpoints of an account')
    .requiredOption(...ACCOUNT)
    .action(async ({ account }: OfAccount, command: Command) => {
      const { items, damaged } = await withAccount(account, ({ endpoints }) => orThrow(endpoints.list(account)));
      const shown = items.map(endpointView);
      printAnswer(command, shown, shown.map(endpointRow));
      failWhereDamaged(damaged);
    });

  webhook
    .command('show')
    .description('an endpoint, without its secret')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .action(async (id: string, { account }: OfAccount, command: Command) => {
      const shown = endpointView(await withEndpoint(account, id, async (_ports, endpoint) => endpoint));
      printAnswer(command, shown, readableEndpoint(shown));
    });

  webhook
    .command('set')
    .description('change an endpoint; what is not given stays')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .option('--url <url>', 'where to post events')
    .option('--event <type>', 'only events of this type; may be repeated', collect(parseEventType))
    .option('--all-events', 'all events, also those to come')
    .option('--description <text>', 'what it is for; an empty text removes it')
    .addOption(new Option('--enabled <boolean>', 'whether it gets anything').choices(['true', 'false']))
    .action(async (id: string, { account, ...options }: OfAccount & MemberOptions, command: Command) => {
      const members = membersOf(options);
      if (members.size === 0) misuse('Give what to change: --url, --event, --all-events, --description or --enabled.');
      const changed = await withEndpoint(account, id, (ports, endpoint) =>
        orFail(changeEndpoint(ports, endpoint, members)),
      );
      const shown = endpointView(changed);
      printAnswer(command, shown, readableEndpoint(shown));
    });

  webhook
    .command('rotate-secret')
    .description('give an endpoint a new secret, and show it once; the former one signs too for 24 hours')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .action(async (id: string, { account }: OfAccount, command: Command) => {
      printWithSecret(
        command,
        await withEndpoint(account, id, (ports, endpoint) => orFail(rotateSecret(ports, endpoint))),
      );
    });

  webhook
    .command('delete')
    .description('delete an endpoint and its deliveries')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .action(async (id: string, { account }: OfAccount, command: Command) => {
      const deleted = await withEndpoint(account, id, async ({ endpoints }, endpoint) => {
        const wasThere = await orThrow(endpoints.remove(account, endpoint.id));
        return wasThere ? endpoint.id : notFound(errorWords(noEndpoint).message);
      });
      printAnswer(command, { id: deleted, deleted: true });
    });
};

const printWithSecret = (command: Command, endpoint: Endpoint): void => {
  const shown = endpointWithSecretView(endpoint);
  printAnswer(command, shown, readableEndpoint(shown));
  say(
    `Put the secret where your service finds it now: it is not shown again. ` +
      `Then try it: postcard webhook test ${endpoint.id} --account ${endpoint.accountId}`,
  );
};

/** The options as members of a body of the API. */
const membersOf = ({ url, event, allEvents, description, enabled }: MemberOptions): GivenMembers => {
  if (event !== undefined && allEvents === true) misuse('Give --event or --all-events, not both.');
  const events = allEvents === true ? null : event;
  return new Map<string, unknown>(
    Object.entries({
      url,
      events,
      description,
      enabled: enabled === undefined ? undefined : enabled === 'true',
    }).filter(([, value]) => value !== undefined),
  );
};
