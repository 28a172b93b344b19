import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { formParts } from '../../../../../src/adapters/rest/body/multipart/form-parts.js';
import { multipartFault } from '../../../../../src/adapters/rest/body/multipart/multipart-faults.js';
import { pullTokens } from '../../../../../src/kit/multipart/pull-tokens.js';
import { BOUNDARY, fieldOf, fileOf, writeForm } from '../../support/form.js';

/** The parts of a body that comes in these chunks, and how many of them have been pulled. */
const partsOf = (chunks: readonly Buffer[], broken: string | null = null) => {
  let pulled = 0;
  const nextChunk = (): Promise<E.Either<string, Buffer | null>> => {
    const chunk = chunks[pulled];
    if (chunk === undefined) return Promise.resolve(broken === null ? E.right(null) : E.left(broken));
    pulled += 1;
    return Promise.resolve(E.right(chunk));
  };
  return { parts: formParts(pullTokens(nextChunk, BOUNDARY, multipartFault), BOUNDARY), pulled: () => pulled };
};

const inPieces = (body: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(body.length / size) }, (_, index) => body.subarray(index * size, (index + 1) * size));

describe('the parts of a form', () => {
  it('are read as they are pulled, and no further', async () => {
    const body = writeForm([fieldOf('phone', '1'), fileOf(Buffer.alloc(100_000)), fieldOf('caption', 'Hi')]);
    const { parts, pulled } = partsOf(inPieces(body, 1_000));
    expect(pulled()).to.equal(0);
    await parts.next();
    expect(pulled()).to.equal(1);
    const file = await parts.next();
    expect(pulled()).to.equal(1);
    if (file.done === true || file.value.right._tag !== 'File') return expect.fail('no file');
    const bytes = file.value.right.bytes[Symbol.asyncIterator]();
    await bytes.next();
    await bytes.next();
    expect(pulled()).to.equal(2);
  });

  it('go on behind a file that was not read, or not to its end, and whose bytes are over then', async () => {
    for (const reads of [0, 1, 3]) {
      const body = writeForm([fileOf('x'.repeat(1_000)), fieldOf('caption', 'Hi')]);
      const { parts } = partsOf(inPieces(body, 100));
      const file = await parts.next();
      if (file.done === true || file.value.right._tag !== 'File') return expect.fail('no file');
      const bytes = file.value.right.bytes[Symbol.asyncIterator]();
      for (let read = 0; read < reads; read += 1) expect((await bytes.next()).done).to.equal(false);
      expect((await parts.next()).value).to.deep.equal(E.right({ _tag: 'Field', name: 'caption', value: 'Hi' }));
      expect((await bytes.next()).done).to.equal(true);
      expect(await parts.next()).to.deep.equal({ done: true, value: null });
    }
  });

  it('end with what is wrong, and give no field that is not whole', async () => {
    const body = writeForm([fieldOf('phone', '1'), fieldOf('caption', 'Hello')]);
    const { parts } = partsOf([body.subarray(0, body.indexOf('llo'))], 'came too slowly');
    expect((await parts.next()).value).to.deep.equal(E.right({ _tag: 'Field', name: 'phone', value: '1' }));
    expect(await parts.next()).to.deep.equal({ done: true, value: 'came too slowly' });
  });

  it('end a file that is not whole, and say so in the next pull', async () => {
    const { parts } = partsOf([writeForm([fileOf('bytes')]).subarray(0, -10)]);
    const file = await parts.next();
    if (file.done === true || file.value.right._tag !== 'File') return expect.fail('no file');
    let read = 0;
    for await (const bytes of file.value.right.bytes) read += bytes.length;
    expect(read).to.be.greaterThan(0);
    expect(await parts.next()).to.deep.equal({ done: true, value: 'ends before its closing boundary' });
  });

  it('refuse a field that is too long before it has come', async () => {
    const body = writeForm([fieldOf('caption', 'x'.repeat(1_000_000))]);
    const { parts, pulled } = partsOf(inPieces(body, 1_000));
    expect((await parts.next()).value).to.equal('must not have a field of more than 16384 bytes');
    expect(pulled()).to.be.below(20);
  });
});
