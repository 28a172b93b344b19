import { type Command, Option } from 'commander';
import { deliveryView } from '../../api/webhook-view.js';
import { type EventType } from '../../domain/model/event/event-type.js';
import { type Delivery, deliveryStatuses } from '../../domain/model/webhook/delivery.js';
import { type Endpoint } from '../../domain/model/webhook/endpoint.js';
import { type ReplayFilter } from '../../domain/ports/deliveries.js';
import { findDelivery } from '../../domain/use-cases/webhook-endpoints/find.js';
import { parseReplay } from '../../domain/use-cases/webhook-endpoints/query.js';
import { replayMany, replayOne } from '../../domain/use-cases/webhook-endpoints/replay.js';
import { testEndpoint } from '../../domain/use-cases/webhook-endpoints/test-endpoint.js';
import { failWhereDamaged } from '../damaged.js';
import { misuse, orMisuse } from '../failures/failure.js';
import { orFail } from '../failures/in-api-words.js';
import { parseEventType } from '../options/event-type.js';
import { parseCount, rowOf } from '../options/options.js';
import { printAnswer } from '../output.js';
import { ACCOUNT, ENDPOINT, type OfAccount } from './endpoint-commands.js';
import { deliveryConditions, deliveryFilterOf, newestDeliveries } from './list-deliveries.js';
import { deliveryRow, readableDelivery } from './readable.js';
import { withEndpoint, type WebhookPorts } from './with-account.js';

/** Default limit. */
const LISTED = 25;

interface ListOptions extends OfAccount, Partial<Record<string, unknown>> {
  readonly limit: number;
}

interface ReplayOptions {
  readonly delivery?: string;
  readonly since?: string;
  readonly until?: string;
  readonly status?: string;
}

/** The commands of an endpoint's deliveries. */
export const addDeliveryCommands = (webhook: Command): void => {
  webhook
    .command('deliveries')
    .description('the newest deliveries of an endpoint, newest first')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .option('--status <status>', `only those that are ${deliveryStatuses.join(', ')}`)
    .option('--event <type>', 'only those of this event')
    .option('--limit <count>', 'how many at most', parseCount, LISTED)
    .action(async (id: string, { account, limit, ...options }: ListOptions, command: Command) => {
      const filter = deliveryFilterOf(rowOf(deliveryConditions, options));
      const { items, damaged } = await withEndpoint(account, id, (ports, endpoint) =>
        newestDeliveries(ports, endpoint, filter, limit),
      );
      const shown = items.map(deliveryView);
      printAnswer(command, shown, shown.map(deliveryRow));
      failWhereDamaged(damaged);
    });

  webhook
    .command('replay')
    .description('send deliveries again, with the same ids; the server sends them')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .option('--delivery <id>', 'this delivery: dlv_…')
    .option('--since <time>', 'or those of events of then or later: 2026-11-23 or 2026-11-23T12:00:00Z')
    .option('--until <time>', 'and before then')
    .option('--status <status>', `and that are ${deliveryStatuses.join(', ')}, or all of them; default: failed`)
    .action(async (id: string, { account, ...options }: OfAccount & ReplayOptions, command: Command) => {
      const { delivery } = options;
      if (delivery !== undefined) {
        if (options.since !== undefined || options.until !== undefined || options.status !== undefined)
          misuse('--delivery names one delivery; leave --since, --until and --status out.');
        const due = await withEndpoint(account, id, (ports, endpoint) => replayed(ports, endpoint, delivery));
        return printDelivery(command, due);
      }
      if (options.since === undefined) misuse('Give --delivery or --since.');
      const filter = replayFilterOf(options);
      const count = await withEndpoint(account, id, (ports, endpoint) => orFail(replayMany(ports, endpoint, filter)));
      printAnswer(command, { replayed: count });
    });

  webhook
    .command('test')
    .description('post an example to an endpoint, once and now, and show what it answers')
    .argument(...ENDPOINT)
    .requiredOption(...ACCOUNT)
    .addOption(new Option('--event <type>', 'of which event').argParser(parseEventType).default('message.sent'))
    .action(async (id: string, { account, event }: OfAccount & { event: EventType }, command: Command) => {
      const tested = await withEndpoint(account, id, (ports, endpoint) => orFail(testEndpoint(ports, endpoint, event)));
      printDelivery(command, tested);
      // So that a script goes on only where the endpoint has taken it.
      if (tested.status === 'failed') process.exitCode = 1;
    });
};

const replayed = async (ports: WebhookPorts, endpoint: Endpoint, written: string): Promise<Delivery> =>
  orFail(replayOne(ports, endpoint, await orFail(findDelivery(ports, endpoint, written))));

/** Reads which deliveries to replay, by the rules of the API. A wrong one is wrong usage. */
const replayFilterOf = ({ since, until, status }: ReplayOptions): ReplayFilter => {
  const given = Object.entries({ since, until, status }).filter(([, value]) => value !== undefined);
  return orMisuse(parseReplay(new Map<string, unknown>(given)));
};

const printDelivery = (command: Command, delivery: Delivery): void => {
  const shown = deliveryView(delivery);
  printAnswer(command, shown, readableDelivery(shown));
};
