import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account, credentialsOf, UNLIMITED, type WhatsAppCredentials } from '../../../model/account/account.js';
import { type Clock } from '../../../ports/clock.js';
import { type Contacts } from '../../../ports/contacts.js';
import { type Messages } from '../../../ports/messages.js';
import { type ReadConsentPorts } from '../../consent/read-consent.js';
import { withinLimit } from './feature-limit.js';
import { chooseContact } from './choose-contact.js';
import { type ContactChoice, type Examined, type Step, type With } from '../journey.js';

interface ExaminePorts extends ReadConsentPorts {
  readonly contacts: Pick<Contacts, 'byPhone' | 'byUserId' | 'count'>;
  readonly messages: Pick<Messages, 'standing'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Checks a request against its account, in the order of the API's errors. It only reads. */
export const examine = (ports: ExaminePorts, journey: With<'caller' | 'request'>): Step<Examined> => {
  const { account } = journey.caller;
  return pipe(
    TE.Do,
    TE.bind('choice', () => chooseContact(ports, journey)),
    TE.bind('credentials', () => configured(account)),
    TE.tap(({ choice }) => conversationsWithinLimit(ports, account, choice)),
  );
};

const configured = (account: Account): Step<WhatsAppCredentials> =>
  pipe(
    credentialsOf(account),
    TE.fromOption(() => ({ _tag: 'WhatsAppNotConfigured' })),
  );

/** A message in an open conversation does not count against the limit. */
const conversationsWithinLimit = (
  { messages, clock }: ExaminePorts,
  { id, limits }: Account,
  choice: ContactChoice,
): Step<void> => {
  if (limits.conversations === UNLIMITED) return TE.right(undefined);
  const contact = choice._tag === 'Known' ? choice.contact.id : null;
  return pipe(
    messages.standing(id, contact, clock.now()),
    TE.chainW(({ open, openedThisMonth }) =>
      open ? TE.right(undefined) : withinLimit('conversations', openedThisMonth, limits.conversations),
    ),
  );
};
