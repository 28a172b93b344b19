import { expect } from 'chai';
import fc from 'fast-check';
import { type Extension } from '../../../src/domain/model/media/media-rules.js';
import { extensions, sample, samples } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

const anyExtension = fc.constantFrom<Extension | undefined>(...extensions, undefined);

/** The first bytes of every kind of file we look into, to get random bytes past the door. */
const starts = [
  ...Object.values(samples).flatMap((file) => [file.subarray(0, 8), file.subarray(0, 32), file.subarray(0, 600)]),
  Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'),
  Buffer.from('fffb9064', 'hex'),
  Buffer.from('fffe', 'hex'),
  Buffer.from('1f8b0800', 'hex'),
  Buffer.from('49492a00', 'hex'),
  Buffer.from('3026b2758e66cf11a6d9', 'hex'),
  Buffer.from('1a45dfa3', 'hex'),
];

/** A real file after bytes were overwritten, cut out or doubled. */
const mutated = fc
  .record({
    extension: fc.constantFrom(...extensions),
    changes: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        kind: fc.constantFrom('overwrite', 'cut', 'double'),
        bytes: fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 8 }),
          fc.constantFrom(
            Buffer.from('ffffffff', 'hex'),
            Buffer.from('00000000', 'hex'),
            Buffer.from('7fffffff', 'hex'),
          ),
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ extension, changes }) => {
    const bytes = changes.reduce((file, { at, kind, bytes }) => {
      // Headers are near the ends: half of the changes go there.
      const position = Math.floor(at * file.length * (at < 0.5 ? at : 1));
      if (kind === 'cut') return file.subarray(0, position);
      const behind = kind === 'double' ? file.subarray(position) : file.subarray(position + bytes.length);
      return Buffer.concat([file.subarray(0, position), bytes, behind]);
    }, sample(extension));
    return { extension, bytes };
  });

describe('the media inspector, on whatever arrives', () => {
  it('answers on random bytes, and reads no more than it may', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3_000 }), anyExtension, async (bytes, extension) => {
        await detect(Buffer.from(bytes), extension);
      }),
      { numRuns: 300 },
    );
  });

  it('answers on random bytes behind a real beginning, in a file of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...starts),
        fc.uint8Array({ maxLength: 2_000 }),
        fc.nat({ max: 104_857_600 }),
        fc.nat({ max: 255 }),
        anyExtension,
        async (start, bytes, extra, filler, extension) => {
          const head = Buffer.concat([start, bytes]);
          await detect(sparse(head.length + extra, [[0, head]], filler), extension);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('answers on real files with anything overwritten, cut or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, anyExtension, async ({ extension, bytes }, claimed) => {
        await detect(bytes, extension);
        await detect(bytes, claimed);
      }),
      { numRuns: 500 },
    );
  });

  it('answers on every sample cut anywhere', async () => {
    for (const extension of extensions) {
      const file = sample(extension);
      const step = Math.max(1, Math.floor(file.length / 60));
      for (let length = 0; length < file.length; length += step) await detect(file.subarray(0, length), extension);
    }
  });

  it('never takes compressed or random bytes for text', async () => {
    // Evenly random: those that the library prefers, of few and small bytes, may well be UTF-16.
    const evenly = fc.noBias(fc.uint8Array({ minLength: 4_000, maxLength: 4_000 }));
    await fc.assert(
      fc.asyncProperty(evenly, async (bytes) => {
        fc.pre(bytes.includes(0));
        expect(await detect(Buffer.from(bytes), 'txt')).to.not.equal('txt');
      }),
      { numRuns: 50 },
    );
  });
});
