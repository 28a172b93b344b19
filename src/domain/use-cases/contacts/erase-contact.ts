import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type AccountId } from '../../model/account/account.js';
import { type ContactId } from '../../model/contact/contact.js';
import { type NotFound, type Unavailable } from '../../model/errors.js';
import { type Clock } from '../../ports/clock.js';
import { type Erasing } from '../../ports/erasing.js';
import { type MediaStorage } from '../../ports/media-storage.js';
import { type Round, type Stored } from '../../ports/store.js';
import { noContact } from './find-contact.js';

export interface EraseContactPorts {
  readonly erasing: Pick<Erasing, 'contact' | 'messages' | 'events'>;
  /** Where no running requests can be asked, nothing is removed, and the server's sweep does it. */
  readonly media: Pick<MediaStorage, 'removeUnnamed'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Erases a person (SPEC 5, "Contacts over REST"): first the contact, which is none from then on, then what was sent to it,
 * with its files. It resolves once that is done, but for messages whose outcome is awaited, and says how many records it
 * changed. If the store fails in the middle, the erasing is noted and repeated: see `repeatErasings`.
 */
export const eraseContact = (
  ports: EraseContactPorts,
  account: AccountId,
  id: ContactId,
): TE.TaskEither<NotFound | Unavailable, Round> =>
  pipe(
    ports.erasing.contact(account, id, ports.clock.now()),
    TE.chainW((erased): TE.TaskEither<NotFound | Unavailable, Round> =>
      erased ? eraseTraces(ports, account, id) : TE.left(noContact),
    ),
  );

/** What is left of a person once this is done: `pending` as in `ErasedMessages`. */
interface ErasedTraces extends Round {
  readonly pending: number;
}

/** Erases what an erased contact has left in messages, events, deliveries and files. */
export const eraseTraces = (
  { erasing, media, clock }: EraseContactPorts,
  account: AccountId,
  id: ContactId,
): Stored<ErasedTraces> =>
  pipe(
    TE.Do,
    TE.bind('messages', () => erasing.messages(account, id)),
    TE.bind('events', () => erasing.events(account, id, clock.now())),
    TE.bind('files', ({ messages }) => media.removeUnnamed(messages.unnamed)),
    TE.map(({ messages, events, files }) => ({
      count: messages.count + events.count + files.count,
      pending: messages.pending,
      damaged: [...messages.damaged, ...events.damaged, ...files.damaged],
    })),
  );
