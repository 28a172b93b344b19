import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Account } from '../../model/account/account.js';
import { personHashes } from '../../model/contact/person-hash.js';
import { shownIds } from '../../model/contact/shown-person.js';
import { type InboundMessage } from '../../model/message/news.js';
import { type ContactEvent } from '../../model/message/outbound-event.js';
import { type Stored } from '../../ports/store.js';
import { recordConsent, type RecordConsentPorts } from '../consent/record-consent.js';
import { findPeople, type FindPeoplePorts } from '../people/find-people.js';
import { rejectDamaged } from '../reject-damaged.js';
import { consentWordOf } from './consent-word.js';

export type RecordWordPorts = FindPeoplePorts & RecordConsentPorts;

/**
 * Records a message that is a STOP or START of the account; any other message changes nothing. The word counts for its
 * author under every id that the message has, contact or not.
 */
export const recordWord = (
  ports: RecordWordPorts,
  account: Account,
  { author, text, at }: InboundMessage,
): Stored<readonly ContactEvent[]> => {
  const said = text === null ? null : consentWordOf(account, text);
  if (said === null) return TE.right([]);
  const hashes = personHashes(ports.hmac, account, shownIds(author));
  return pipe(
    findPeople(ports, account.id, author),
    TE.chain(({ items, damaged }) =>
      pipe(
        recordConsent(ports, account, { hashes, contacts: items }, { optedOut: said === 'stop', at }),
        // The other ids of a damaged contact are not known. WhatsApp sends the word again until it is restored.
        TE.chainFirstW(() => rejectDamaged(damaged)),
      ),
    ),
  );
};
