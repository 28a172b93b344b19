import { expect } from 'chai';
import {
  type Extension,
  extensionFits,
  limitOf,
  mediaRules,
  mediaTypes,
} from '../../../src/domain/model/media/media-rules.js';
import { bufferOfSize } from '../../support/sample-of-size.js';
import { extensions, sample } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

const isText = (extension: Extension): boolean => extension === 'txt' || extension === 'csv';

describe('the media inspector, on real files', () => {
  for (const extension of extensions) {
    it(`knows ${extension}`, async () => {
      const format = await detect(sample(extension), extension);
      expect(format !== undefined && extensionFits(extension, format), String(format)).to.equal(true);
    });

    it(`knows ${extension} among larger files too`, async () => {
      const format = await detect(bufferOfSize(extension, 5_242_880), extension);
      expect(format !== undefined && extensionFits(extension, format), String(format)).to.equal(true);
    });

    it(`goes by the bytes of ${extension}, whatever the file is called`, async () => {
      const truth = await detect(sample(extension), extension);
      for (const claimed of [...extensions, undefined]) {
        const expected = isText(extension) ? (claimed !== undefined && isText(claimed) ? claimed : undefined) : truth;
        expect(await detect(sample(extension), claimed), `named .${claimed}`).to.equal(expected);
      }
    });

    if (!isText(extension))
      it(`takes the magic number of ${extension} alone for nothing`, async () => {
        // Behind the six bytes of AMR's magic number its first frame begins.
        for (const length of extension === 'amr' ? [2, 3, 4, 6] : [2, 3, 4, 6, 8, 12]) {
          const start = sample(extension).subarray(0, length);
          expect(await detect(start, extension), `${length} bytes`).to.equal(undefined);
          const padded = Buffer.concat([start, Buffer.alloc(5_000)]);
          expect(await detect(padded, extension), `${length} bytes and zeros`).to.equal(undefined);
          expect(await detect(padded, 'txt'), `${length} bytes and zeros as text`).to.equal(undefined);
        }
      });
  }

  it('knows a PDF of 100 MiB', async () => {
    const size = limitOf('document');
    const pdf = sample('pdf');
    const end = pdf.lastIndexOf('trailer');
    const file = sparse(size, [
      [0, pdf.subarray(0, end)],
      [size - (pdf.length - end), pdf.subarray(end)],
    ]);
    expect(await detect(file, 'pdf')).to.equal('pdf');
  });

  it('takes an empty file for nothing', async () => {
    for (const extension of extensions)
      expect(await detect(Buffer.alloc(0), extension), extension).to.equal(isText(extension) ? extension : undefined);
  });

  it('has a sample of every extension of every media type', () => {
    for (const type of mediaTypes)
      for (const extension of mediaRules[type].extensions) expect(sample(extension).length).to.be.greaterThan(0);
  });
});
