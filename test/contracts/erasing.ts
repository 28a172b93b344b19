import { erasedContactLaws } from './erasing/contacts.js';
import { type ErasingStage } from './erasing/stage.js';
import { on, type Open } from './support.js';

/** What the port `Erasing` promises, with what the other ports say of those who were erased. */
export const erasingContract = (name: string, open: Open<ErasingStage>): void => {
  const test = on(open);

  describe(`Erasing: ${name}`, () => {
    describe('a contact', () => erasedContactLaws(test));
  });
};
