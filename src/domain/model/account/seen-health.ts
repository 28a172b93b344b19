import { type Account, credentialsOf, type WhatsAppCredentials } from './account.js';
import {
  type Health,
  type ProblemReason,
  type RefusedSignatures,
  soundHealth,
  withoutProblems,
  withProblem,
} from './health.js';
import * as O from 'fp-ts/lib/Option.js';
import { type Instant, MINUTE } from '../time.js';

/** Something that was seen of an account's health. Nothing of it is asked for. */
export type Seen =
  /** WhatsApp accepted a message that was sent with these credentials. */
  | { readonly _tag: 'Accepted'; readonly credentials: WhatsAppCredentials }
  /** WhatsApp refused a message, or reported that it failed. Null: it is not known what it was sent with. */
  | {
      readonly _tag: 'Refused';
      readonly credentials: WhatsAppCredentials | null;
      readonly code: number;
      readonly subcode: number | null;
    }
  /** WhatsApp delivered a message. */
  | { readonly _tag: 'Delivered' }
  /** The account's app secret signed a webhook body that is for it. */
  | { readonly _tag: 'SignatureRight' }
  /** Webhook bodies that name the account were refused, the last of them at `until`. */
  | ({ readonly _tag: 'SignaturesWrong'; readonly until: Instant } & RefusedSignatures);

/** The subcode of a thing that WhatsApp does not know: behind 100 it is the number, unless it is an uploaded file. */
const UNKNOWN_OBJECT = 33;

const numberCodes: readonly number[] = [33, 368, 131031, 131045, 133010];

/** What an error code of WhatsApp says of the account (SHAPES); null: nothing. */
export const problemOfCode = (code: number, subcode: number | null): ProblemReason | null => {
  if (code === 0 || code === 10 || code === 190 || (code >= 200 && code <= 299)) return 'token';
  if (numberCodes.includes(code) || (code === 100 && subcode === UNKNOWN_OBJECT)) return 'number';
  return code === 131042 ? 'payment' : null;
};

type Judged = Pick<Account, 'whatsapp' | 'health'>;

/** The health of an account at `now`: as it was kept, and `not_configured` as its settings say. */
export const healthOf = ({ whatsapp, health }: Judged, now: Instant): Health =>
  O.isSome(credentialsOf({ whatsapp }))
    ? withoutProblems(health, ['not_configured'])
    : withProblem(health, 'not_configured', null, now);

/** The health of an account after something was seen at `now`; the same value if that says nothing new. */
export const seenHealth = (account: Judged, seen: readonly Seen[], now: Instant): Health =>
  seen.reduce((health, one) => afterOne(account, health, one, now), healthOf(account, now));

const afterOne = ({ whatsapp }: Judged, health: Health, seen: Seen, now: Instant): Health => {
  switch (seen._tag) {
    case 'Accepted':
      return withoutProblems(health, tried(whatsapp, seen.credentials));
    case 'Refused': {
      const reason = problemOfCode(seen.code, seen.subcode);
      if (reason === null || isOutdated(whatsapp, reason, seen.credentials)) return health;
      return withProblem(health, reason, seen.code, now);
    }
    case 'Delivered':
      return withoutProblems(health, ['payment']);
    case 'SignatureRight':
      return health.refusedSignatures === null
        ? withoutProblems(health, ['signature'])
        : withoutProblems({ ...health, refusedSignatures: null }, ['signature']);
    case 'SignaturesWrong':
      return afterWrong(health, seen);
  }
};

/** What the account had when a send began may have been replaced since. Then the answer says nothing of the new one. */
const isOutdated = (
  whatsapp: Account['whatsapp'],
  reason: ProblemReason,
  credentials: WhatsAppCredentials | null,
): boolean => {
  if (credentials === null) return false;
  if (reason === 'token') return whatsapp.accessToken !== credentials.accessToken;
  return reason === 'number' && whatsapp.phoneNumberId !== credentials.phoneNumberId;
};

/** The problems that a message which was accepted with these credentials ends. */
const tried = (whatsapp: Account['whatsapp'], credentials: WhatsAppCredentials): readonly ProblemReason[] =>
  (['token', 'number'] as const).filter((reason) => !isOutdated(whatsapp, reason, credentials));

/** How long signatures are wrong, and how often at least, before that is a problem. */
const WRONG_FOR = 15 * MINUTE;
const WRONG_TIMES = 3;

const afterWrong = (health: Health, { since, until, count }: RefusedSignatures & { until: Instant }): Health => {
  const known = health.refusedSignatures;
  const refused: RefusedSignatures = {
    since: known === null ? since : Math.min(known.since, since),
    count: (known?.count ?? 0) + count,
  };
  const after: Health = { ...health, refusedSignatures: refused };
  const isLasting = refused.count >= WRONG_TIMES && until - refused.since >= WRONG_FOR;
  return isLasting ? withProblem(after, 'signature', null, refused.since) : after;
};

/** The health of an account that is made at `now`. */
export const newHealth = (whatsapp: Account['whatsapp'], now: Instant): Health =>
  healthOf({ whatsapp, health: soundHealth }, now);

/** The health after settings were changed at `now`. What is new has no problem that is known. */
export const healthAfterSettings = (before: Judged, whatsapp: Account['whatsapp'], now: Instant): Health => {
  const renewed: readonly ProblemReason[] = [
    ...(before.whatsapp.accessToken === whatsapp.accessToken ? [] : (['token'] as const)),
    ...(before.whatsapp.phoneNumberId === whatsapp.phoneNumberId ? [] : (['number'] as const)),
  ];
  return healthOf({ whatsapp, health: withoutProblems(before.health, renewed) }, now);
};
