import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type OutboundEvent } from '../../model/event/event.js';
import { type Clock } from '../../ports/clock.js';
import { type Notifications } from '../../ports/notifications.js';
import { type Damaged } from '../../ports/store.js';
import { type RecordHealth } from '../account/record-health.js';
import { seenInEvents } from '../account/seen-in-messages.js';
import { inGroups, together } from '../in-groups.js';
import { type RecordStatus } from '../record-status/record-status.js';
import { rejectDamaged } from '../reject-damaged.js';
import { type AccountsOfWamidsPorts } from './accounts-of-wamids.js';
import { addressed } from './addressees.js';
import { namedAccounts } from './named-accounts.js';
import { piecesOf } from './pieces.js';
import { type NotificationRefusal, refusalOf } from './refusal.js';
import { meantAccounts, type RefusedSignatures } from './refused-signatures.js';
import { type SignedBody, signingSecret } from './signing-secret.js';

export interface ReceiveNotificationPorts extends AccountsOfWamidsPorts {
  readonly notifications: Notifications;
  readonly recordStatus: RecordStatus;
  readonly recordHealth: RecordHealth;
  readonly signatures: RefusedSignatures;
  readonly clock: Clock;
  /** Called with each change that was made. */
  readonly onEvent: (event: OutboundEvent) => void;
  readonly onRefused: (refusal: NotificationRefusal) => void;
  readonly onDamaged: (damaged: Damaged) => void;
}

/**
 * Records what a notification reports, for each account that it names and whose app secret signed it. Durable when it
 * resolves. Right: whether any app secret of this server signed it, as far as the budget lets it look (SAFETY N4). Left
 * if a store failed; the same body, sent again, adds what is missing. If a record that a signed notification needs is
 * damaged, everything else is recorded first, and then it rejects.
 */
export type ReceiveNotification = (body: SignedBody) => TE.TaskEither<Unavailable, boolean>;

export const makeReceiveNotification =
  (ports: ReceiveNotificationPorts): ReceiveNotification =>
  (body) =>
  async () => {
    const names = ports.notifications.namesIn(body.raw);
    const named = await namedAccounts(ports.accounts, names)();
    if (E.isLeft(named)) return named;
    named.right.damaged.forEach(ports.onDamaged);
    ports.secrets.learn(named.right.items);
    const secret = await signingSecret(ports, named.right.items, body);
    if (E.isLeft(secret)) return secret;
    if (secret.right !== null) {
      await endWrongSignatures(ports, secret.right, named.right.items);
      return recordSigned(ports, secret.right, body.raw);
    }
    ports.signatures.refused(meantAccounts(named.right.items, names).filter(ports.secrets.isOwn));
    ports.onRefused(refusalOf(named.right, ports.secrets.secretOf));
    return E.right(false);
  };

/** Notes which of the named accounts have the secret that signed a body. Mostly that is nothing new. */
const endWrongSignatures = async (
  { secrets, signatures }: ReceiveNotificationPorts,
  secret: string,
  named: readonly Account[],
): Promise<void> => {
  for (const account of named) if (secrets.secretOf(account) === secret) await signatures.right(account)();
};

/** Records the changes of a body that this secret signed. */
const recordSigned = async (
  ports: ReceiveNotificationPorts,
  secret: string,
  raw: Uint8Array,
): Promise<E.Either<Unavailable, true>> => {
  const { clock, notifications, recordStatus, recordHealth, onEvent } = ports;
  const found = await addressed(ports, secret, await piecesOf(clock, notifications.changesIn(raw)));
  if (E.isLeft(found)) return found;
  const { deliveries, damaged } = found.right;
  const tasks = deliveries.map(({ account, news }) =>
    pipe(
      recordStatus(account, news),
      TE.tapIO((events) => () => events.forEach(onEvent)),
      TE.chainTaskK((events) => recordHealth(account, seenInEvents(events))),
    ),
  );
  const recorded = together(await inGroups(clock, tasks, 1));
  if (E.isLeft(recorded)) return recorded;
  await rejectDamaged(damaged)();
  return E.right(true);
};
