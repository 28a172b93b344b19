import { expect } from 'chai';
import fc from 'fast-check';
import { eventBlocks, type StreamBlock } from '../../src/kit/event-stream.js';

const read = async (text: string, cuts: readonly number[] = []): Promise<readonly StreamBlock[]> => {
  const bytes = Buffer.from(text);
  const at = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  const pieces = async function* () {
    for (let piece = 1; piece < at.length; piece += 1) yield bytes.subarray(at[piece - 1], at[piece]);
  };
  const blocks: StreamBlock[] = [];
  for await (const block of eventBlocks(pieces())) blocks.push(block);
  return blocks;
};

const nothing: StreamBlock = { id: null, event: null, data: null };

describe('the blocks of an event stream', () => {
  it('are events and comments, whatever ends their lines and wherever they are cut', async () => {
    const text = ': postcard\n\nid: 1\r\nevent: größer\r\ndata: {"a":"é"}\r\n\r\ndata:x\rdata: y\r\r: bye\n\n';
    const blocks = [
      nothing,
      { id: '1', event: 'größer', data: '{"a":"é"}' },
      { id: null, event: null, data: 'x\ny' },
      nothing,
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 20 }), async (cuts) => {
        expect(await read(text, cuts)).to.deep.equal(blocks);
      }),
    );
  });

  it('leave out what is not whole, and take fields without a value, or unknown ones', async () => {
    expect(await read('id: 1\ndata: whole\n\nid: 2\ndata: half\n')).to.deep.equal([
      { id: '1', event: null, data: 'whole' },
    ]);
    expect(await read('data\nretry: 5\nidentity: x\n\n\n\n')).to.deep.equal([{ ...nothing, data: '' }]);
    expect(await read('')).to.deep.equal([]);
  });

  it('have lines of a bounded length', async () => {
    const fault = await read(`data: ${'x'.repeat(2_000_000)}`).then(
      () => null,
      (error: unknown) => error,
    );
    expect(fault).to.be.an('error').with.property('message', 'a line of the stream is too long');
  });
});
