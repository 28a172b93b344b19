import { expect } from 'chai';
import fc from 'fast-check';
import sharp from 'sharp';
import { type Trait } from '../../../src/domain/model/media/traits.js';
import { fixture } from '../../support/fixture.js';
import { sample } from '../../support/samples.js';
import { sparse, traitsOf } from './detect.js';

const codec = (name: string): Buffer => fixture(`codecs/${name}`);
const noise = (channels: 1 | 3 | 4) =>
  sharp(Buffer.from(Array.from({ length: 8 * 8 * channels }, (_, at) => (at * 37) % 251)), {
    raw: { width: 8, height: 8, channels },
  });

describe('the traits of a picture', () => {
  it('name a PNG of 16 bits, of any colours', async () => {
    const deep: readonly Trait[] = [{ _tag: 'PngOf16Bits' }];
    expect(await traitsOf(fixture('cases/depth-16.png'))).to.deep.equal(deep);
    for (const channels of [3, 4] as const)
      expect(await traitsOf(await noise(channels).toColourspace('rgb16').png().toBuffer())).to.deep.equal(deep);
    expect(await traitsOf(await noise(1).toColourspace('grey16').png({ progressive: true }).toBuffer())).to.deep.equal(
      deep,
    );
  });

  it('name a JPEG of another depth, process or number of colours than phones show', async () => {
    const rare: Trait = { _tag: 'JpegOfRareProcess' };
    const cmyk: Trait = { _tag: 'JpegInCmyk' };
    for (const [name, traits] of [
      ['12-bit.jpg', [{ _tag: 'JpegOf12Bits' }]],
      ['lossless.jpg', [rare]],
      ['arithmetic.jpg', [rare]],
      ['arithmetic-progressive.jpg', [rare]],
      ['cmyk.jpg', [cmyk]],
      ['ycck.jpg', [cmyk]],
    ] as const)
      expect(await traitsOf(codec(name)), name).to.deep.equal(traits);
    const progressive = await noise(4).toColourspace('cmyk').jpeg({ progressive: true }).toBuffer();
    expect(await traitsOf(progressive)).to.deep.equal([cmyk]);
  });

  it('name each of several', async () => {
    const changed = Buffer.from(codec('12-bit.jpg'));
    const at = changed.indexOf(Buffer.from('ffc1', 'hex'));
    changed.writeUInt8(0xc9, at + 1);
    expect(await traitsOf(changed)).to.deep.equal([{ _tag: 'JpegOfRareProcess' }, { _tag: 'JpegOf12Bits' }]);
  });

  it('are none of what phones show: grey, palettes, progressive, interlaced, transparent, moving', async () => {
    const shown = [
      sample('jpg'),
      sample('jpeg'),
      sample('png'),
      sample('webp'),
      await noise(1).toColourspace('b-w').jpeg().toBuffer(),
      await noise(3).jpeg({ progressive: true }).toBuffer(),
      await noise(1).toColourspace('b-w').png().toBuffer(),
      await noise(4).png({ progressive: true }).toBuffer(),
      await noise(3).png({ palette: true, colours: 4 }).toBuffer(),
    ];
    for (const picture of shown) expect(await traitsOf(picture)).to.deep.equal([]);
  });
});

describe('the traits of a video', () => {
  it('are none of H.264 with one AAC track or none, fragmented, with its parameters in the stream, or from QuickTime', async () => {
    for (const name of ['h264-aac', 'h264-aac-fragmented', 'h264-avc3', 'h264-aac-wave'])
      expect(await traitsOf(codec(`${name}.mp4`)), name).to.deep.equal([]);
    expect(await traitsOf(sample('mp4'))).to.deep.equal([]);
  });

  it('name every other codec of pictures', async () => {
    for (const [file, name] of [
      [fixture('cases/hevc.mp4'), 'hev1'],
      [codec('hvc1.mp4'), 'hvc1'],
      [codec('av1.mp4'), 'av01'],
      [codec('vp9.mp4'), 'vp09'],
      [codec('mpeg4-visual.mp4'), 'mp4v'],
      [sample('3gp'), 's263'],
    ] as const)
      expect(await traitsOf(file), name).to.deep.equal([{ _tag: 'VideoCodec', codec: name }]);
  });

  it('name every other codec of sound, MP3 in the place of AAC too', async () => {
    for (const [file, name] of [
      ['h264-ac3.mp4', 'ac-3'],
      ['h264-mp3.mp4', 'mp4a'],
      ['h264-alac.mp4', 'alac'],
      ['h264-opus.mp4', 'Opus'],
      ['h264-amr.3gp', 'samr'],
    ] as const)
      expect(await traitsOf(codec(file)), file).to.deep.equal([{ _tag: 'SoundCodec', codec: name }]);
  });

  it('tell of more than one sound track', async () => {
    expect(await traitsOf(codec('h264-two-aac.mp4'))).to.deep.equal([{ _tag: 'SeveralSoundTracks' }]);
  });

  it('take a track that names no codec for one of an unknown codec', async () => {
    const whole = codec('h264-aac.mp4');
    const entries = [whole.indexOf('stsd'), whole.lastIndexOf('stsd')] as const;
    const renamed = Buffer.from(whole);
    for (const at of entries) renamed.write('free', at);
    expect(await traitsOf(renamed)).to.deep.equal([
      { _tag: 'VideoCodec', codec: null },
      { _tag: 'SoundCodec', codec: null },
    ]);
    const noDescriptor = Buffer.from(whole);
    noDescriptor.write('free', whole.indexOf('esds'));
    expect(await traitsOf(noDescriptor)).to.deep.equal([{ _tag: 'SoundCodec', codec: 'mp4a' }]);
  });

  it('repeat a name only if it prints', async () => {
    for (const [bytes, name] of [
      ['a"/>', 'a"/>'],
      ['raw ', 'raw '],
      ['    ', null],
      ['av\n1', null],
      ['\u00a9vp1', null],
      ['\0\0\0\0', null],
    ] as const) {
      const changed = Buffer.from(codec('hvc1.mp4'));
      changed.write(bytes, changed.indexOf('hvc1', changed.indexOf('stsd')), 'latin1');
      expect(await traitsOf(changed), JSON.stringify(bytes)).to.deep.equal([{ _tag: 'VideoCodec', codec: name }]);
    }
  });
});

describe('the traits of hostile video', () => {
  /** The real file with other bytes behind the name of a box. */
  const patched = (name: string, box: string, at: number, hex: string): Buffer => {
    const changed = Buffer.from(codec(name));
    changed.write(hex, changed.indexOf(box) + 4 + at, 'hex');
    return changed;
  };

  it('do not depend on the counts that a box claims', async () => {
    for (const count of ['00000000', 'ffffffff', '7fffffff']) {
      expect(await traitsOf(patched('h264-aac.mp4', 'stsd', 4, count))).to.deep.equal([]);
      expect(await traitsOf(patched('hvc1.mp4', 'stsd', 4, count))).to.have.length(1);
    }
  });

  it('are those of an unknown codec where the entry points out of its box or at itself', async () => {
    for (const length of ['ffffffff', '7fffffff', '00000002', '00000007', '00001000'])
      expect(await traitsOf(patched('h264-aac.mp4', 'stsd', 8, length)), length).to.deep.equal([
        { _tag: 'VideoCodec', codec: null },
      ]);
  });

  it('take descriptors of any length', async () => {
    const at = codec('h264-aac.mp4').indexOf('esds');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 30 }), fc.nat({ max: 20 }), async (bytes, offset) => {
        const changed = Buffer.from(codec('h264-aac.mp4'));
        changed.set(bytes, at + 4 + offset);
        const traits = (await traitsOf(changed)) ?? [];
        expect([[], [{ _tag: 'SoundCodec', codec: 'mp4a' }]]).to.deep.include(traits);
      }),
      { numRuns: 200 },
    );
  });

  /** A movie of the tracks of a real one, one of them many times. */
  const withTracks = (name: string, times: number): Buffer => {
    const file = codec(name);
    const movie = file.indexOf('moov') - 4;
    const track = file.indexOf('trak', movie) - 4;
    const piece = file.subarray(track, track + file.readUInt32BE(track));
    const grown = Buffer.concat([file.subarray(0, track), ...Array<Buffer>(times).fill(piece), file.subarray(track)]);
    grown.writeUInt32BE(file.readUInt32BE(movie) + times * piece.length, movie);
    return grown;
  };

  it('are found among hundreds of tracks', async () => {
    for (const times of [1, 63, 64, 100, 5_000]) {
      expect(await traitsOf(withTracks('h264-avc3.mp4', times)), `${times}`).to.deep.equal([]);
      expect(await traitsOf(withTracks('hvc1.mp4', times)), `${times}`).to.deep.equal([
        { _tag: 'VideoCodec', codec: 'hvc1' },
      ]);
    }
  });

  it('are found behind 100 MB of data', async () => {
    const file = codec('hvc1.mp4');
    const movie = file.subarray(file.indexOf('moov') - 4);
    const start = file.indexOf('mdat') - 4;
    const size = 104_857_600;
    const head = Buffer.from(file.subarray(0, start + 8));
    head.writeUInt32BE(size - start - movie.length, start);
    const far = sparse(size, [
      [0, head],
      [size - movie.length, movie],
    ]);
    expect(await traitsOf(far)).to.deep.equal([{ _tag: 'VideoCodec', codec: 'hvc1' }]);
  });

  it('end at 1 000 boxes, wherever they stand', async () => {
    const file = codec('h264-avc3.mp4');
    const movie = file.indexOf('moov') - 4;
    const many = Buffer.alloc(16_000, Buffer.from('0000000866726565', 'hex'));
    for (const path of [
      ['stsd'],
      ['stbl', 'stsd'],
      ['minf', 'stbl', 'stsd'],
      ['trak', 'mdia', 'minf', 'stbl', 'stsd'],
    ]) {
      const at = file.indexOf(path[0] ?? '') + 4 + (path[0] === 'stsd' ? 8 : 0);
      const grown = Buffer.concat([file.subarray(0, at), many, file.subarray(at)]);
      for (const outer of ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']) {
        const where = file.indexOf(outer, movie) - 4;
        if (where + 8 <= at) grown.writeUInt32BE(file.readUInt32BE(where) + many.length, where);
      }
      const traits = await traitsOf(grown);
      expect(traits === undefined || traits.length === 1, path.join('/')).to.equal(true);
    }
  });
});

describe('the traits of sound', () => {
  it('name Opus of more than one channel', async () => {
    expect(await traitsOf(codec('stereo.opus'))).to.deep.equal([{ _tag: 'OpusChannels', count: 2 }]);
    const surround = Buffer.from(codec('stereo.opus'));
    surround.writeUInt8(6, surround.indexOf('OpusHead') + 9);
    expect(await traitsOf(surround)).to.deep.equal([{ _tag: 'OpusChannels', count: 6 }]);
  });

  it('are none of Opus in mono, and of other sound', async () => {
    for (const extension of ['ogg', 'opus', 'amr', 'aac', 'mp3'] as const)
      expect(await traitsOf(sample(extension)), extension).to.deep.equal([]);
  });
});
