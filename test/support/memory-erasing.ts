import * as TE from 'fp-ts/lib/TaskEither.js';
import { type Contact } from '../../src/domain/model/contact/contact.js';
import { type MediaId } from '../../src/domain/model/media/media-id.js';
import { type Erasing, type Erasure } from '../../src/domain/ports/erasing.js';
import { type MediaStorage } from '../../src/domain/ports/media-storage.js';

const FILE = 'm'.repeat(43) as MediaId;

/**
 * Erasing over contacts in a list. Each contact has one message with one file. `steps` has what was asked for, in order,
 * and `noted` the notes.
 */
export const memoryErasing = (contacts: Contact[], steps: string[] = []) => {
  const noted: Erasure[] = [];
  const erasing: Erasing = {
    contact: (accountId, id, at) =>
      TE.rightIO(() => {
        const index = contacts.findIndex((contact) => contact.id === id && contact.accountId === accountId);
        if (index < 0) return false;
        contacts.splice(index, 1);
        noted.push({ accountId, contactId: id, at });
        steps.push(`contact ${id}`);
        return true;
      }),
    messages: (_account, id) =>
      TE.rightIO(() => {
        steps.push(`messages ${id}`);
        return { count: 1, pending: 0, unnamed: [FILE], damaged: [] };
      }),
    events: (_account, id) =>
      TE.rightIO(() => {
        steps.push(`events ${id}`);
        return { count: 2, damaged: [] };
      }),
    messagesBefore: (before) =>
      TE.rightIO(() => {
        steps.push(`messages before ${before}`);
        return { count: 1, pending: 0, unnamed: [FILE], damaged: [], more: false };
      }),
    noted: TE.rightIO(() => ({ items: [...noted], damaged: [] })),
    forget: (erasure) =>
      TE.rightIO(() => {
        noted.splice(noted.indexOf(erasure), 1);
        steps.push(`forget ${erasure.contactId}`);
      }),
  };
  const media: Pick<MediaStorage, 'removeUnnamed' | 'dropNamedBefore'> = {
    removeUnnamed: (ids) =>
      TE.rightIO(() => {
        steps.push(`remove ${ids.length}`);
        return { count: ids.length, damaged: [] };
      }),
    dropNamedBefore: (before) =>
      TE.rightIO(() => {
        steps.push(`files before ${before}`);
        return { count: 3, damaged: [] };
      }),
  };
  return { erasing, media, noted, steps };
};
