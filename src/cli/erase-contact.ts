import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Stores } from '../app/stores.js';
import { type AccountId } from '../domain/model/account/account.js';
import { type ContactId } from '../domain/model/contact/contact.js';
import { type MediaStorage } from '../domain/ports/media-storage.js';
import { eraseContact as erase } from '../domain/use-cases/contacts/erase-contact.js';
import { orThrow } from '../kit/or-throw.js';
import { notFound } from './failures/in-api-words.js';
import { say } from './output.js';

/**
 * Erases a contact. In a data folder the files stay until the next sweep of its server, which alone knows what its requests
 * use.
 */
export const eraseContact = async (stores: Stores, account: AccountId, id: ContactId): Promise<void> => {
  const work = async (media: Pick<MediaStorage, 'removeUnnamed'>): Promise<void> => {
    const erased = await erase({ ...stores, media }, account, id)();
    if (E.isLeft(erased) && erased.left._tag === 'NotFound') notFound(`Account ${account} has no contact ${id}.`);
    const { damaged } = await orThrow(TE.fromEither(erased));
    for (const { what } of damaged) say(`A damaged record stays as it is: ${what}; restore it from a backup.`);
  };
  if (stores.forOneServer) return work(leftToServer);
  const media = await stores.openMedia();
  try {
    await work(media);
  } finally {
    await media.close();
  }
};

const leftToServer: Pick<MediaStorage, 'removeUnnamed'> = {
  removeUnnamed: (ids) => {
    if (ids.length > 0) say('Files that nobody else was sent go with the next sweep of the server, within the hour.');
    return TE.right({ count: 0, damaged: [] });
  },
};
