import { type MediaStorage } from '../../../domain/ports/media-storage.js';
import { type Erasing } from '../../../domain/ports/erasing.js';

export const notYet = (): never => {
  throw new TypeError('this store does not erase yet');
};

/** Stands in until a store erases: every call is a defect. */
export const erasingNotYet: Erasing = {
  contact: notYet,
  messages: notYet,
  events: notYet,
  messagesBefore: notYet,
  noted: notYet,
  forget: notYet,
};

/** The same for its files. */
export const unnamingNotYet: Pick<MediaStorage, 'removeUnnamed' | 'dropNamedBefore'> = {
  removeUnnamed: notYet,
  dropNamedBefore: notYet,
};
