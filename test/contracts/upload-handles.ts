import { expect } from 'chai';
import { type UploadHandles } from '../../src/domain/ports/upload-handles.js';
import { mediaId, none, NOW, on, type Open, right, some, times } from './support.js';

const NUMBER = '100000000000001';
const FILE = mediaId('a');

/** What the port `UploadHandles` promises. */
export const uploadHandlesContract = (name: string, open: Open<{ readonly handles: UploadHandles }>): void => {
  const test = on(open);

  describe(`UploadHandles: ${name}`, () => {
    it(
      'has none before one is kept',
      test(async ({ handles }) => {
        await none(handles.find(FILE, NUMBER, NOW));
        await right(handles.forget(FILE, NUMBER));
      }),
    );

    it(
      'finds what was kept until its time is over, and no longer',
      test(async ({ handles }) => {
        await right(handles.keep(FILE, NUMBER, '42', NOW + 10));
        expect(await some(handles.find(FILE, NUMBER, NOW))).to.equal('42');
        expect(await some(handles.find(FILE, NUMBER, NOW + 9))).to.equal('42');
        await none(handles.find(FILE, NUMBER, NOW + 10));
        await none(handles.find(FILE, NUMBER, NOW + 11));
      }),
    );

    it(
      'replaces an id by a newer one, and its time with it',
      test(async ({ handles }) => {
        await right(handles.keep(FILE, NUMBER, '42', NOW + 10));
        await right(handles.keep(FILE, NUMBER, '43', NOW + 5));
        expect(await some(handles.find(FILE, NUMBER, NOW))).to.equal('43');
        await none(handles.find(FILE, NUMBER, NOW + 6));
      }),
    );

    it(
      'keeps files and phone numbers apart',
      test(async ({ handles }) => {
        await right(handles.keep(FILE, NUMBER, '1', NOW + 10));
        await right(handles.keep(FILE, '2002', '2', NOW + 10));
        await right(handles.keep(mediaId('b'), NUMBER, '3', NOW + 10));
        await right(handles.forget(FILE, NUMBER));
        await none(handles.find(FILE, NUMBER, NOW));
        expect(await some(handles.find(FILE, '2002', NOW))).to.equal('2');
        expect(await some(handles.find(mediaId('b'), NUMBER, NOW))).to.equal('3');
      }),
    );

    it(
      'holds one of the ids that are kept at once',
      test(async ({ handles }) => {
        const ids = times(20, String);
        await Promise.all(ids.map((id) => right(handles.keep(FILE, NUMBER, id, NOW + 10))));
        expect(ids).to.include(await some(handles.find(FILE, NUMBER, NOW)));
      }),
    );
  });
};
