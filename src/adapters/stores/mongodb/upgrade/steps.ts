import * as E from 'fp-ts/lib/Either.js';
import { stepsOf } from '../../shared/upgrade/formats.js';
import { type AnyDocument } from '../database/database.js';
import { dropIndex } from './drop-index.js';
import { eachDocument } from './each-document.js';
import { missingId } from '../contacts/contact-documents.js';
import { moveConsents } from './move-consents.js';
import { moveWebhooks } from './move-webhooks.js';
import { noteLastUse } from './note-last-use.js';
import { type MongodbPart, type MongodbStep } from './upgrade.js';

/** What tells a contact from the others of its account, also if its id is damaged. */
const placeOf = ({ _id, id }: AnyDocument): unknown => (typeof id === 'number' ? id : _id);

/** The parts of each step for a database. */
export const mongodbSteps: readonly MongodbStep[] = stepsOf<MongodbPart>({
  // Each opening builds the index if it is missing: see accounts/index-accounts.ts.
  'find accounts by business account and verify token': [],
  // Old messages have neither: see records/message-states.ts.
  'messages have a random mark and their minute of service': [noteLastUse],
  // The indexes of the collections are that order.
  'keep what expires in the order of time': [],
  // Until now the id was the ordinal. A damaged id is copied too, so that it stays unique.
  'contacts have an ordinal beside their id': [
    eachDocument({
      name: 'contacts',
      change: () => (document) => E.right({ ...document, ordinal: document['id'] as unknown }),
    }),
  ],
  'mark a store that moves to a database': [],
  'consent belongs to a person': moveConsents,
  // The index by user id is unique, and is built afterwards.
  'people may have a user id': [
    eachDocument({
      name: 'contacts',
      change: () => (document) =>
        E.right('userId' in document ? document : { ...document, userId: missingId(placeOf(document)) }),
    }),
  ],
  'events and webhook endpoints': moveWebhooks,
  // The new indexes are built afterwards.
  'messages are found by number, reference and file': [
    dropIndex('messages', 'messages_listed_by_state'),
    dropIndex('messages', 'messages_listed_by_type'),
  ],
  // The index by group is built afterwards.
  'contacts are found by group': [],
  // The indexes that take their places are built afterwards.
  'people can be erased': [dropIndex('messages', 'messages_of_media'), dropIndex('events', 'events_of_contact')],
});
