import * as t from 'io-ts';
import { type AccountId } from '../../../../../domain/model/account/account.js';
import { type EventPlace, NO_PLACE } from '../../../../../domain/model/event/event-id.js';
import { type LastSeen } from '../../../../../domain/ports/event-log.js';
import { accountId, added, eventPlace, instant, nullable, strict } from '../../../records/codecs.js';
import { type AnyDocument, type Database } from '../../database/database.js';
import { documents } from '../../database/documents.js';

/** Name of the collection: a document for each account with events, under the account's id. */
export const PROGRESS = 'progress';

/** How far an account's events are relayed, and by whom. */
export interface Progress extends LastSeen {
  readonly accountId: AccountId;
  /** The node that works for the account; `NOBODY` if none does. */
  readonly node: string;
  /** The place up to which events have their deliveries and are counted. */
  readonly cursor: EventPlace;
  /** The next place is above this one, also where the events up to it are gone. Only a restore raises it. */
  readonly floor: EventPlace;
}

export const NOBODY = '';

const progressRecord = strict<Progress>('progress', {
  accountId,
  node: t.string,
  cursor: eventPlace,
  floor: eventPlace,
  sentAt: added(nullable(instant), null),
  statusAt: added(nullable(instant), null),
});

export const progressDocuments = (database: Database) =>
  documents<Progress>({ database, name: PROGRESS, codec: progressRecord });

/** The first document of an account. Its id is the account, so there is one. */
export const newProgress = (account: AccountId, more: Partial<Progress> = {}): AnyDocument => ({
  _id: account,
  accountId: account,
  node: NOBODY,
  cursor: NO_PLACE,
  floor: NO_PLACE,
  ...more,
  revision: 0,
});
