import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../../domain/model/account.js';
import { type Unavailable } from '../../../domain/model/errors.js';
import { type OutboundEvent } from '../../../domain/model/outbound-event.js';
import { type Accounts } from '../../../domain/ports/accounts.js';
import { type Clock } from '../../../domain/ports/clock.js';
import { type News } from '../../../domain/use-cases/record-status/news.js';
import { type RecordStatus } from '../../../domain/use-cases/record-status/record-status.js';
import { type Instant } from '../../../domain/model/time.js';
import { type Change, changesOf } from './notification.js';
import { readInbound } from './read-inbound.js';
import { readStatus } from './read-status.js';
import { isSameSecret, isSignedWith } from './webhook-signature.js';

/** What stands in where an account has no secrets of its own: the sandbox's. */
export interface SandboxSecrets {
  readonly appSecret: string;
  readonly verifyToken: string;
}

export interface WhatsAppWebhook {
  /** The handshake: passes if any account has this verify token. */
  readonly verifyHandshake: (token: string) => TE.TaskEither<Unavailable, boolean>;
  /**
   * Records what the raw body tells each account that it names and whose app secret signed it (`signature`, in
   * lower-case hex), durably when it resolves. Answers whether there is such an account. Left where a store failed:
   * the same body, sent again, adds what is missing.
   */
  readonly receive: (raw: Uint8Array, signature: string) => TE.TaskEither<Unavailable, boolean>;
}

export interface WebhookParts {
  readonly accounts: Pick<Accounts, 'list'>;
  readonly recordStatus: RecordStatus;
  readonly clock: Pick<Clock, 'now'>;
  readonly sandbox: SandboxSecrets | null;
  /** Hears of each change that was made. */
  readonly onEvent: (event: OutboundEvent) => void;
}

export const makeWhatsAppWebhook = (parts: WebhookParts): WhatsAppWebhook => ({
  verifyHandshake: (token) =>
    pipe(
      parts.accounts.list,
      TE.map(({ items: list }) =>
        [...list.map(({ whatsapp }) => whatsapp.verifyToken), parts.sandbox?.verifyToken ?? null].some(
          (known) => known !== null && isSameSecret(known, token),
        ),
      ),
    ),
  receive: (raw, signature) =>
    pipe(
      parts.accounts.list,
      TE.chain(({ items: accounts }) => {
        const candidates = raw.length <= READ_UNSIGNED ? accounts.filter(isNamedIn(changesOf(raw))) : accounts;
        const signed = signers(parts.sandbox, raw, signature)(candidates);
        if (signed.length === 0) return TE.right(false);
        const changes = changesOf(raw);
        const named = signed.filter(isNamedIn(changes));
        return pipe(
          named,
          TE.traverseArray((account) => record(parts)(account, changes)),
          TE.map(() => named.length > 0),
        );
      }),
    ),
});

/**
 * Bytes of a body that are read to see whom it names before a signature is found right. Of more than these the
 * signature comes first, whoever's it is: 3 MB of odd JSON hold everything up for a second, and anybody can send them.
 */
const READ_UNSIGNED = 65_536;

/** A body names accounts by their phone numbers and business accounts; one of them will do. */
const isNamedIn = (changes: readonly Change[]): ((account: Account) => boolean) => {
  const phones = new Set(changes.map(({ phoneNumberId }) => phoneNumberId));
  const businesses = new Set(changes.map(({ businessAccountId }) => businessAccountId));
  return ({ whatsapp: { phoneNumberId, businessAccountId } }) =>
    (phoneNumberId !== null && phones.has(phoneNumberId)) ||
    (businessAccountId !== null && businesses.has(businessAccountId));
};

/** The accounts whose secret signed the body. Each secret is tried once. */
const signers =
  (sandbox: SandboxSecrets | null, raw: Uint8Array, signature: string) =>
  (accounts: readonly Account[]): readonly Account[] => {
    const secretOf = ({ whatsapp }: Account): string | null => whatsapp.appSecret ?? sandbox?.appSecret ?? null;
    const secrets = [...new Set(accounts.map(secretOf))].filter((secret) => secret !== null);
    const right = secrets.find((secret) => isSignedWith(secret, raw, signature));
    return right === undefined ? [] : accounts.filter((account) => secretOf(account) === right);
  };

const record =
  ({ recordStatus, clock, onEvent }: WebhookParts) =>
  (account: Account, changes: readonly Change[]): TE.TaskEither<Unavailable, void> =>
    pipe(
      recordStatus(account, changes.filter(isOf(account)).flatMap(newsOf(account, clock.now()))),
      TE.map((events) => events.forEach(onEvent)),
    );

/** A change belongs to the account with its phone number; one without a number to those of its business account. */
const isOf =
  ({ whatsapp }: Account) =>
  ({ phoneNumberId, businessAccountId }: Change): boolean =>
    phoneNumberId === null
      ? businessAccountId !== null && businessAccountId === whatsapp.businessAccountId
      : phoneNumberId === whatsapp.phoneNumberId;

const newsOf =
  (account: Account, now: Instant) =>
  ({ statuses, messages }: Change): readonly News[] => [
    ...statuses.flatMap((status): News | readonly [] => {
      const report = readStatus(status, account.id, now);
      return report === null ? [] : { _tag: 'Status', report };
    }),
    ...messages.flatMap((message): News | readonly [] => {
      const text = readInbound(message, now);
      return text === null ? [] : { _tag: 'Inbound', text };
    }),
  ];
