import { expect } from 'chai';
import * as E from 'fp-ts/lib/Either.js';
import { makeMediaConverter, standardLine } from '../../../src/adapters/convert/media-converter.js';
import { type ConversionEnding } from '../../../src/adapters/convert/process/converter-processes.js';
import { type AccountId } from '../../../src/domain/model/account/account.js';
import { manualTimer } from '../../kit/time/manual-timer.js';

const image = { type: 'image/png', bytes: Buffer.from('picture') } as const;
const settled = (): Promise<void> => new Promise(setImmediate);

/** The head of a WebP that declares this size, and nothing more. */
const headOf = (width: number, height: number): Buffer => {
  const head = Buffer.alloc(30);
  head.write('RIFF\0\0\0\0WEBPVP8X', 'latin1');
  head.writeUIntLE(width - 1, 24, 3);
  head.writeUIntLE(height - 1, 27, 3);
  return head;
};
const small = headOf(2, 2);
const large = headOf(5_000, 5_000);

/** A converter whose conversions end when told to. */
const stage = () => {
  const clock = manualTimer();
  const running: { weight: string; signal: AbortSignal; end: (ending: ConversionEnding) => void }[] = [];
  let reads = 0;
  const { toWhatsAppImage } = makeMediaConverter({
    timer: clock.timer,
    processes: {
      run: (_job, weight, signal) =>
        new Promise((resolve) => {
          const end = (ending: ConversionEnding): void => {
            running.splice(running.indexOf(one), 1);
            resolve(ending);
          };
          const one = { weight, signal, end };
          running.push(one);
          signal.addEventListener('abort', () => end({ _tag: 'HungUp' }));
        }),
    },
  });
  const convert = (account: number, picture: Buffer, signal = new AbortController().signal): Promise<string> => {
    const file = {
      sizeBytes: picture.length,
      read: async (position: number, length: number) => picture.subarray(position, position + length),
      bytes: async function* () {
        reads += 1;
        yield picture;
      },
    };
    return toWhatsAppImage(file, { account: account as AccountId, signal })().then((result) =>
      E.isRight(result) ? result.right.type : result.left._tag,
    );
  };
  return { clock, running, convert, reads: () => reads };
};

describe('The line of conversions', () => {
  it('gives no account more than half of the places', () => {
    expect(standardLine.perKey).to.be.at.most((standardLine.inAll ?? 0) / 2);
  });

  it('takes one large picture at a time, and small ones of others pass it', async () => {
    const { running, convert } = stage();
    const words = [1, 1, 2, 3].map((account) => convert(account, large));
    await settled();
    expect(running.map(({ weight }) => weight)).to.deep.equal(['heavy']);
    const passing = convert(4, small);
    await settled();
    expect(running.map(({ weight }) => weight)).to.deep.equal(['heavy', 'light']);
    running[1]?.end({ _tag: 'Converted', image });
    expect(await passing).to.equal('image/png');
    for (let i = 0; i < 4; i += 1) {
      await settled();
      running[0]?.end({ _tag: 'Refused', why: 'noise' });
    }
    expect(await Promise.all(words)).to.deep.equal(Array.from({ length: 4 }, () => 'NotConvertible'));
  });

  it('takes turns between accounts: one of sixteen, then the other account', async () => {
    const { running, convert } = stage();
    for (let i = 0; i < 16; i += 1) void convert(1, large);
    const other = convert(2, large);
    await settled();
    running[0]?.end({ _tag: 'Refused', why: 'noise' });
    await settled();
    running[0]?.end({ _tag: 'Converted', image });
    expect(await other).to.equal('image/png');
  });

  it('has 256 to wait an account, for 10 s, and is unavailable beyond; who waits holds no bytes', async () => {
    const { running, convert, clock, reads } = stage();
    const waiting = Array.from({ length: 257 }, () => convert(1, large));
    await settled();
    expect(await convert(1, large)).to.equal('Unavailable');
    expect(reads()).to.equal(1);
    clock.pass(10_000);
    running[0]?.end({ _tag: 'Converted', image });
    expect(new Set(await Promise.all(waiting.slice(1)))).to.deep.equal(new Set(['Unavailable']));
    expect(await waiting[0]).to.equal('image/png');
  });

  it('is left at once by a caller that hangs up, while it waits and while its picture is converted', async () => {
    const { running, convert, reads } = stage();
    const hangUp = new AbortController();
    const both = [convert(1, large, hangUp.signal), convert(1, large, hangUp.signal)];
    await settled();
    hangUp.abort();
    expect(await Promise.all(both)).to.deep.equal(['Unavailable', 'Unavailable']);
    expect([running.length, reads()]).to.deep.equal([0, 1]);
    const next = convert(1, large);
    await settled();
    running[0]?.end({ _tag: 'Converted', image });
    expect(await next).to.equal('image/png');
  });

  it('does not take a picture that declares more than 25 megapixels', async () => {
    const { running, convert } = stage();
    expect(await convert(1, headOf(5_000, 5_001))).to.equal('NotConvertible');
    expect(await convert(1, headOf(16_777_216, 16_777_216))).to.equal('NotConvertible');
    expect(running).to.have.length(0);
  });

  const endings: readonly (readonly [ConversionEnding, string])[] = [
    [{ _tag: 'OverMemory' }, 'NotConvertible'],
    [{ _tag: 'TooSlow' }, 'NotConvertible'],
    [{ _tag: 'Died', how: 'SIGSEGV', isKilled: false }, 'NotConvertible'],
    [{ _tag: 'Died', how: 'SIGKILL', isKilled: true }, 'Unavailable'],
  ];
  for (const [ending, word] of endings) {
    it(`calls an ending ${JSON.stringify(ending)} ${word}`, async () => {
      const { running, convert } = stage();
      const result = convert(1, small);
      await settled();
      running[0]?.end(ending);
      expect(await result).to.equal(word);
    });
  }
});
