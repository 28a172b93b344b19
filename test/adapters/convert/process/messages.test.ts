import { expect } from 'chai';
import fc from 'fast-check';
import { asJobResult } from '../../../../src/adapters/convert/process/messages.js';

describe('What a converter process answers', () => {
  it('is taken as it is where it is a result', () => {
    const image = { type: 'image/png', bytes: Buffer.from('picture') };
    expect(asJobResult({ _tag: 'Converted', image })).to.deep.equal({ _tag: 'Converted', image });
    expect(asJobResult({ _tag: 'Refused', why: 'no' })).to.deep.equal({ _tag: 'Refused', why: 'no' });
    expect(asJobResult({ _tag: 'OverMemory' })).to.deep.equal({ _tag: 'OverMemory' });
  });

  it('is a refusal of bounded length, whatever else it is', () => {
    const others = [
      { _tag: 'Converted', image: { type: 'text/html', bytes: Buffer.from('x') } },
      { _tag: 'Converted', image: { type: 'image/png', bytes: 'x' } },
      { _tag: 'Died', how: 'not really', isKilled: true },
      { _tag: 'Refused', why: 'x'.repeat(1_000_000) },
    ];
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.constantFrom(...others)), (message) => {
        const result = asJobResult(message);
        expect(result._tag).to.equal('Refused');
        if (result._tag === 'Refused') expect(result.why.length).to.be.at.most(1_000);
      }),
    );
  });
});
