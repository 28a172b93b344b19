import { expect } from 'chai';
import { isShownConverted, type Trait, traitWarnings } from '../../../../src/domain/model/media/traits.js';

describe('what follows from the traits of a file', () => {
  const pictures: readonly Trait[] = [
    { _tag: 'PngOf16Bits' },
    { _tag: 'JpegInCmyk' },
    { _tag: 'JpegOf12Bits' },
    { _tag: 'JpegOfRareProcess' },
  ];

  for (const trait of pictures)
    it(`is a conversion, without a warning, for ${trait._tag}`, () => {
      expect(isShownConverted([trait])).to.equal(true);
      expect(traitWarnings([trait])).to.deep.equal([]);
    });

  const warned: readonly (readonly [Trait, string])[] = [
    [
      { _tag: 'VideoCodec', codec: 'hvc1' },
      'The video codec is HEVC (hvc1), and WhatsApp documents only H.264: some phones may not play it. Send it as H.264.',
    ],
    [
      { _tag: 'VideoCodec', codec: 'zzzz' },
      'The video codec is zzzz, and WhatsApp documents only H.264: some phones may not play it. Send it as H.264.',
    ],
    [
      { _tag: 'VideoCodec', codec: null },
      'The video codec is unknown, and WhatsApp documents only H.264: some phones may not play it. Send it as H.264.',
    ],
    [
      { _tag: 'SoundCodec', codec: 'mp4a' },
      'The sound of the video is not AAC (mp4a), and WhatsApp documents only AAC: some phones may not play it. ' +
        'Send it with AAC sound or none.',
    ],
    [
      { _tag: 'SeveralSoundTracks' },
      'The video has more than one sound track, and WhatsApp documents one or none: some phones may not play it. ' +
        'Send it with one.',
    ],
    [
      { _tag: 'OpusChannels', count: 2 },
      'The Opus sound has 2 channels, and WhatsApp documents only mono: some phones may not play it. Send it in mono.',
    ],
  ];

  for (const [trait, warning] of warned)
    it(`is a warning, without a conversion, for ${JSON.stringify(trait)}`, () => {
      expect(isShownConverted([trait])).to.equal(false);
      expect(traitWarnings([trait])).to.deep.equal([warning]);
    });

  it('is a line for each trait, in their order, and nothing where there is none', () => {
    expect(traitWarnings(warned.map(([trait]) => trait))).to.deep.equal(warned.map(([, warning]) => warning));
    expect(isShownConverted([...warned.map(([trait]) => trait), { _tag: 'PngOf16Bits' }])).to.equal(true);
    expect(traitWarnings([])).to.deep.equal([]);
    expect(isShownConverted([])).to.equal(false);
  });
});
