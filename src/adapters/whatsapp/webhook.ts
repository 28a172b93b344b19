import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type Account } from '../../domain/account.js';
import { type Unavailable } from '../../domain/errors.js';
import { type Accounts } from '../../domain/ports/accounts.js';
import { isSameSecret, isSignedWith } from './webhook-signature.js';

/** What stands in where an account has no secrets of its own: the sandbox's. */
export interface SandboxSecrets {
  readonly appSecret: string;
  readonly verifyToken: string;
}

export interface WhatsAppWebhook {
  /** The handshake: passes if any account has this verify token. */
  readonly verifyHandshake: (token: string) => TE.TaskEither<Unavailable, boolean>;
  /** Whether the signature, in lower-case hex, is right over the raw body for an account that the body names. */
  readonly receive: (raw: Uint8Array, signature: string) => TE.TaskEither<Unavailable, boolean>;
}

export const makeWhatsAppWebhook = (
  accounts: Pick<Accounts, 'list'>,
  sandbox: SandboxSecrets | null,
): WhatsAppWebhook => ({
  verifyHandshake: (token) =>
    pipe(
      accounts.list,
      TE.map((list) =>
        [...list.map(({ whatsapp }) => whatsapp.verifyToken), sandbox?.verifyToken ?? null].some(
          (known) => known !== null && isSameSecret(known, token),
        ),
      ),
    ),
  receive: (raw, signature) =>
    pipe(
      accounts.list,
      TE.map((list) =>
        list.filter(isNamedIn(raw)).some(({ whatsapp }) => {
          const secret = whatsapp.appSecret ?? sandbox?.appSecret ?? null;
          return secret !== null && isSignedWith(secret, raw, signature);
        }),
      ),
    ),
});

/** As much of Meta's webhook body as names accounts. */
const body = t.type({
  entry: t.array(
    t.intersection([
      t.partial({ id: t.string }),
      t.partial({
        changes: t.array(t.partial({ value: t.partial({ metadata: t.partial({ phone_number_id: t.string }) }) })),
      }),
    ]),
  ),
});

/** An account is named by a change's phone number id, else by the entry's id, its business account. */
const isNamedIn = (raw: Uint8Array): ((account: Account) => boolean) => {
  const decoded = body.decode(parsed(raw));
  if (E.isLeft(decoded)) return () => false;
  const { entry } = decoded.right;
  const businesses = new Set(entry.flatMap(({ id }) => id ?? []));
  const phones = new Set(
    entry.flatMap(({ changes }) => (changes ?? []).flatMap(({ value }) => value?.metadata?.phone_number_id ?? [])),
  );
  return ({ whatsapp }) =>
    (whatsapp.phoneNumberId !== null && phones.has(whatsapp.phoneNumberId)) ||
    (whatsapp.businessAccountId !== null && businesses.has(whatsapp.businessAccountId));
};

const parsed = (raw: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(raw).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};
