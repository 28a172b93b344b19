import { type Hmac } from '../../model/hmac.js';
import { type Clock } from '../../ports/clock.js';
import { type ConsentRecords } from '../../ports/consent-records.js';
import { type Contacts } from '../../ports/contacts.js';

/** What finding a person's contacts uses. */
export interface FindPeoplePorts {
  readonly contacts: Pick<Contacts, 'byWaId' | 'byPhone' | 'byUserId'>;
}

/** What learning of a person uses. */
export interface LearnPorts {
  readonly contacts: Pick<Contacts, 'byId' | 'byWaId' | 'byPhone' | 'byUserId' | 'update'>;
  readonly consents: Pick<ConsentRecords, 'join' | 'isKnown'>;
  readonly hmac: Hmac;
  readonly clock: Pick<Clock, 'now'>;
}
