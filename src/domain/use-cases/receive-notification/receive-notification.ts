import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { type Unavailable } from '../../model/errors.js';
import { type OutboundEvent } from '../../model/message/outbound-event.js';
import { type Instant } from '../../model/time.js';
import { type Clock } from '../../ports/clock.js';
import { type Change, type Notifications } from '../../ports/notifications.js';
import { type Damaged } from '../../ports/store.js';
import { rejectDamaged } from '../reject-damaged.js';
import { type RecordStatus } from '../record-status/record-status.js';
import { isAddressedIn, newsFor } from './addressed.js';
import { type NamedAccounts, namedAccounts, type NamedAccountsPort } from './named-accounts.js';

export interface ReceiveNotificationPorts {
  readonly accounts: NamedAccountsPort;
  readonly notifications: Notifications;
  readonly recordStatus: RecordStatus;
  readonly clock: Pick<Clock, 'now'>;
  /** The app secret for accounts without one: the sandbox's, or null. */
  readonly sandboxSecret: string | null;
  /** Called with each change that was made. */
  readonly onEvent: (event: OutboundEvent) => void;
}

/** A notification as it arrived: its body, and its signature in lower-case hex. */
export interface SignedBody {
  readonly raw: Uint8Array;
  readonly signature: string;
}

/**
 * Records what a notification reports, for each account that it names and whose app secret signed it. Durable when it
 * resolves. Right: whether there is such an account. Left if a store failed; the same body, sent again, adds what is
 * missing. If the record of an account that it may concern is damaged, everything else is recorded first, and then it
 * rejects.
 */
export type ReceiveNotification = (body: SignedBody) => TE.TaskEither<Unavailable, boolean>;

export const makeReceiveNotification =
  (ports: ReceiveNotificationPorts): ReceiveNotification =>
  (body) =>
    pipe(
      namedAccounts(ports.accounts, ports.notifications.namesIn(body.raw)),
      TE.chain((named) => {
        const signers = signersOf(ports, named.accounts, body);
        return signers.length === 0
          ? TE.map(() => false)(rejectDamaged([...named.damaged.byPhoneNumber, ...named.damaged.byBusinessAccount]))
          : recordSigned(ports, named, signers, ports.notifications.changesIn(body.raw));
      }),
    );

/** Records the changes of a signed body, for each signer that it is addressed to. */
const recordSigned = (
  ports: ReceiveNotificationPorts,
  named: NamedAccounts,
  signers: readonly Account[],
  changes: readonly Change[],
): TE.TaskEither<Unavailable, boolean> => {
  const addressed = signers.filter(isAddressedIn(changes));
  return pipe(
    addressed,
    TE.traverseArray((account) => record(ports, account, changes)),
    TE.chainW(() => rejectDamaged(missedBy(named, changes, ports.clock.now()))),
    TE.map(() => addressed.length > 0),
  );
};

/** The accounts whose secret signed the body. Each secret is tried once. */
const signersOf = (
  { notifications, sandboxSecret }: ReceiveNotificationPorts,
  accounts: readonly Account[],
  { raw, signature }: SignedBody,
): readonly Account[] => {
  const secretOf = ({ whatsapp }: Account): string | null => whatsapp.appSecret ?? sandboxSecret;
  const secrets = [...new Set(accounts.map(secretOf))].filter((secret) => secret !== null);
  const right = secrets.find((secret) => notifications.isSignedWith(secret, raw, signature));
  return right === undefined ? [] : accounts.filter((account) => secretOf(account) === right);
};

const record = (
  { recordStatus, clock, onEvent }: ReceiveNotificationPorts,
  account: Account,
  changes: readonly Change[],
): TE.TaskEither<Unavailable, void> =>
  pipe(
    recordStatus(account, newsFor(account, changes, clock.now())),
    TE.map((events) => events.forEach(onEvent)),
  );

/**
 * The damaged accounts that a signed notification may have news for: those with a phone number that it names and, if a
 * change has no number, those of its business accounts.
 */
const missedBy = (
  { accounts, damaged }: NamedAccounts,
  changes: readonly Change[],
  now: Instant,
): readonly Damaged[] => {
  const isForBusiness = accounts
    .slice(0, 1)
    .some(({ id }) => changes.some(({ phoneNumberId, news }) => phoneNumberId === null && news(id, now).length > 0));
  return [...damaged.byPhoneNumber, ...(isForBusiness ? damaged.byBusinessAccount : [])];
};
