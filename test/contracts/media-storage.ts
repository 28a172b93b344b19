import { stagingLaws } from './media-storage/staging.js';
import { publishingLaws } from './media-storage/publishing.js';
import { replacingLaws } from './media-storage/replacing.js';
import { servingLaws } from './media-storage/serving.js';
import { takingLaws } from './media-storage/taking.js';
import { sweepingLaws } from './media-storage/sweeping.js';
import { type MediaStage } from './media-storage/stage.js';
import { on, type Open } from './support.js';

export { type MediaStage } from './media-storage/stage.js';

/** What the port `MediaStorage` promises. */
export const mediaStorageContract = (name: string, open: Open<MediaStage>): void => {
  const test = on(open);
  describe(`MediaStorage: ${name}`, () => {
    describe('stage and discard', () => stagingLaws(test));
    describe('publish', () => publishingLaws(test));
    describe('publish over damage', () => replacingLaws(test));
    describe('open', () => servingLaws(test));
    describe('take', () => takingLaws(test));
    describe('sweep', () => sweepingLaws(test));
  });
};
