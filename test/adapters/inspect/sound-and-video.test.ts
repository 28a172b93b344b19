import { expect } from 'chai';
import { sample } from '../../support/samples.js';
import { detect, sparse } from './detect.js';

const box = (type: string, content: Buffer, length: number = content.length + 8): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(length, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
};

const ftyp = (major: string, ...compatible: readonly string[]): Buffer =>
  box('ftyp', Buffer.from(`${major}\0\0\0\0${compatible.join('')}`, 'latin1'));

const handler = (type: string): Buffer => box('hdlr', Buffer.from(`\0\0\0\0\0\0\0\0${type}${'\0'.repeat(13)}`));
const track = (type: string): Buffer =>
  box(
    'trak',
    Buffer.concat([
      box('tkhd', Buffer.alloc(84)),
      box('mdia', Buffer.concat([box('mdhd', Buffer.alloc(24)), handler(type)])),
    ]),
  );
const movie = (...types: readonly string[]): Buffer =>
  box('moov', Buffer.concat([box('mvhd', Buffer.alloc(100)), ...types.map(track)]));
const data = box('mdat', Buffer.alloc(64, 7));

const media = (...boxes: readonly Buffer[]): Buffer => Buffer.concat(boxes);

describe('the media inspector, on MP4 and 3GP', () => {
  it('takes the brands of video', async () => {
    for (const brand of ['isom', 'iso2', 'iso5', 'iso6', 'mp41', 'mp42', 'avc1', 'M4V ', 'MSNV', 'dash'])
      expect(await detect(media(ftyp(brand), movie('vide'), data), 'mp4'), brand).to.equal('mp4');
    for (const brand of ['3gp4', '3gp5', '3gp6', '3gp7', '3gr6', '3gs6', '3ge6', '3gg6'])
      expect(await detect(media(ftyp(brand, 'isom'), movie('soun', 'vide'), data), '3gp'), brand).to.equal('3gp');
    expect(await detect(media(ftyp('3g2a', '3g2a', '3gp5'), movie('vide'), data), '3gp')).to.equal('3gp');
  });

  it('refuses the brands of other things', async () => {
    for (const brand of [
      'qt  ',
      'heic',
      'heix',
      'mif1',
      'avif',
      'avis',
      'M4A ',
      'M4B ',
      'M4P ',
      'crx ',
      'jp2 ',
      '3g2a',
      'zzzz',
    ])
      for (const extension of ['mp4', '3gp', 'jpg', 'txt'] as const)
        expect(await detect(media(ftyp(brand, 'isom', 'mp42'), movie('vide'), data), extension), brand).to.equal(
          undefined,
        );
  });

  it('takes the description after the data, and boxes with 64-bit or open lengths', async () => {
    expect(await detect(media(ftyp('isom'), box('free', Buffer.alloc(9)), data, movie('vide')), 'mp4')).to.equal('mp4');
    const long = Buffer.concat([Buffer.from('\0\0\0\x01mdat\0\0\0\0\0\0\0\x50', 'latin1'), Buffer.alloc(64)]);
    expect(await detect(media(ftyp('isom'), long, movie('vide')), 'mp4')).to.equal('mp4');
    expect(await detect(media(ftyp('isom'), movie('vide'), box('mdat', Buffer.alloc(64), 0)), 'mp4')).to.equal('mp4');
  });

  it('refuses sound alone under the brand of a video', async () => {
    expect(await detect(media(ftyp('isom'), movie('soun'), data), 'mp4')).to.equal(undefined);
    expect(await detect(media(ftyp('isom'), movie(), data), 'mp4')).to.equal(undefined);
  });

  it('refuses one that lacks its data or its description, or was cut in either', async () => {
    const whole = media(ftyp('isom'), movie('vide'), data);
    expect(await detect(ftyp('isom'), 'mp4')).to.equal(undefined);
    expect(await detect(media(ftyp('isom'), data), 'mp4')).to.equal(undefined);
    expect(await detect(media(ftyp('isom'), movie('vide')), 'mp4')).to.equal(undefined);
    for (const cut of [1, data.length - 7, data.length + 1, data.length + 200])
      expect(await detect(whole.subarray(0, -cut), 'mp4'), `${cut}`).to.equal(undefined);
    expect(await detect(sample('mp4').subarray(0, -500), 'mp4')).to.equal(undefined);
  });

  it('refuses lengths that loop or point out of the file', async () => {
    for (const length of [2, 7, 0x7fff_ffff, 0xffff_ffff])
      expect(
        await detect(media(ftyp('isom'), box('free', Buffer.alloc(8), length), movie('vide'), data), 'mp4'),
      ).to.equal(undefined);
    const endless = Buffer.from('\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff', 'latin1');
    const none = Buffer.from('\0\0\0\x01free\0\0\0\0\0\0\0\0', 'latin1');
    for (const broken of [endless, none])
      expect(await detect(media(ftyp('isom'), broken, movie('vide'), data), 'mp4')).to.equal(undefined);
    for (const length of [0, 1, 8, 12, 15, 17, 0xffff_ffff])
      expect(
        await detect(media(box('ftyp', Buffer.from('isom\0\0\0\0isom'), length), movie('vide'), data), 'mp4'),
        `${length}`,
      ).to.equal(undefined);
  });

  it('gives up on a million boxes, at the top or inside', async () => {
    const many = Buffer.alloc(8_000_000, box('free', Buffer.alloc(0)));
    expect(await detect(media(ftyp('isom'), many, movie('vide'), data), 'mp4')).to.equal(undefined);
    expect(await detect(media(ftyp('isom'), box('moov', many), data), 'mp4')).to.equal(undefined);
    const deep = Array.from({ length: 1_000 }).reduce<Buffer>((inner) => box('moov', inner), track('vide'));
    expect(await detect(media(ftyp('isom'), deep, data), 'mp4')).to.equal(undefined);
  });
});

describe('the media inspector, on MP3', () => {
  /** MPEG 1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes. */
  const frame = Buffer.alloc(417, Buffer.from('fffb9000', 'hex'), 'binary').fill(0, 4);
  const frames = Buffer.concat([frame, frame, frame]);

  const id3 = (size: number, content: Buffer = Buffer.alloc(Math.min(size, 1_000_000))): Buffer => {
    const header = Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1');
    for (let at = 9, left = size; at > 5; at--, left = Math.floor(left / 128)) header[at] = left % 128;
    return Buffer.concat([header, content]);
  };

  it('takes frames with a tag and without one', async () => {
    expect(await detect(frames, 'mp3')).to.equal('mp3');
    expect(await detect(Buffer.concat([id3(300_000), frames]), 'mp3')).to.equal('mp3');
    expect(await detect(Buffer.concat([id3(20), id3(30), frames]), 'mp3')).to.equal('mp3');
    expect(await detect(Buffer.concat([id3(20), Buffer.alloc(1_000), frames]), 'mp3')).to.equal('mp3');
  });

  it('leaps over a tag of 15 MB', async () => {
    const size = 15_000_000;
    const file = sparse(size + 10 + frames.length, [
      [0, id3(size, Buffer.alloc(0))],
      [size + 10, frames],
    ]);
    expect(await detect(file, 'mp3')).to.equal('mp3');
  });

  it('refuses a tag that has nothing behind it, or something else', async () => {
    expect(await detect(id3(1_000), 'mp3')).to.equal(undefined);
    expect(await detect(sparse(16_000_000, [[0, id3(15_000_000, Buffer.alloc(0))]]), 'mp3')).to.equal(undefined);
    expect(await detect(id3(268_435_455, Buffer.alloc(100)), 'mp3')).to.equal(undefined);
    expect(await detect(Buffer.concat([id3(100), Buffer.from('fLaC'), Buffer.alloc(9_000)]), 'mp3')).to.equal(
      undefined,
    );
    expect(await detect(Buffer.concat([...Array<Buffer>(100_000).fill(id3(0)), frames]), 'mp3')).to.equal(undefined);
  });

  it('refuses one frame alone, and frames that do not follow each other', async () => {
    expect(await detect(frame, 'mp3')).to.equal(undefined);
    expect(await detect(Buffer.concat([frame, Buffer.alloc(1), frame]), 'mp3')).to.equal(undefined);
    const otherRate = Buffer.from(frame);
    otherRate[2] = 0x94;
    expect(await detect(Buffer.concat([frame, otherRate]), 'mp3')).to.equal(undefined);
  });

  it('refuses layers I and II, and values that the format has not', async () => {
    const withByte = (at: number, value: number): Buffer => {
      const changed = Buffer.from(frames);
      for (let start = 0; start < changed.length; start += 417) changed[start + at] = value;
      return changed;
    };
    for (const [at, value] of [
      [1, 0xff],
      [1, 0xfd],
      [1, 0xeb],
      [2, 0x00],
      [2, 0xf0],
      [2, 0x9c],
      [3, 0x02],
    ] as const)
      expect(await detect(withByte(at, value), 'mp3'), `${at}: ${value.toString(16)}`).to.equal(undefined);
  });
});

describe('the media inspector, on AAC', () => {
  const aac = sample('aac');
  const firstLength = (aac.readUInt32BE(3) >>> 13) & 0x1fff;

  it('takes two frames in a row, after an ID3 tag too', async () => {
    expect(await detect(Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\x04abcd', 'latin1'), aac]), 'aac')).to.equal(
      'aac',
    );
  });

  it('refuses one frame alone, a broken second one, and lengths that lead nowhere', async () => {
    expect(await detect(aac.subarray(0, firstLength), 'aac')).to.equal(undefined);
    const broken = Buffer.from(aac);
    broken[firstLength] = 0;
    expect(await detect(broken, 'aac')).to.equal(undefined);
    for (const length of [0, 7, 0x1fff]) {
      const changed = Buffer.from(aac);
      changed.writeUInt32BE(((changed.readUInt32BE(3) & ~(0x1fff << 13)) | (length << 13)) >>> 0, 3);
      expect(await detect(changed, 'aac'), `${length}`).to.equal(undefined);
    }
  });
});

describe('the media inspector, on AMR', () => {
  it('refuses the wide-band kind, which is another type', async () => {
    expect(await detect(Buffer.concat([Buffer.from('#!AMR-WB\n'), sample('amr').subarray(6)]), 'amr')).to.equal(
      undefined,
    );
  });

  it('refuses it without a whole frame, and with frames that it has not', async () => {
    expect(await detect(Buffer.from('#!AMR\n'), 'amr')).to.equal(undefined);
    expect(await detect(sample('amr').subarray(0, 12), 'amr')).to.equal(undefined);
    for (const header of [0x4c, 0x80, 0x01, 0x74])
      expect(
        await detect(Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(99, header)]), 'amr'),
        header.toString(16),
      ).to.equal(undefined);
  });
});

describe('the media inspector, on Ogg', () => {
  const page = (flags: number, content: Buffer, serial = 1, segments: readonly number[] = [content.length]): Buffer => {
    const header = Buffer.alloc(27);
    header.write('OggS', 0);
    header.writeUInt8(flags, 5);
    header.writeUInt32LE(serial, 14);
    header.writeUInt8(segments.length, 26);
    return Buffer.concat([header, Buffer.from(segments), content]);
  };
  const head = Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0');
  const sound = Buffer.alloc(40, 1);

  it('takes Opus, with tags of many pages too', async () => {
    expect(await detect(Buffer.concat([page(2, head), page(0, tags), page(0, sound)]), 'ogg')).to.equal('opus');
    const more = page(1, Buffer.alloc(65_025), 1, Array<number>(255).fill(255));
    const many = Buffer.concat([page(2, head), page(0, tags), ...Array<Buffer>(200).fill(more), page(0, sound)]);
    expect(await detect(many, 'ogg')).to.equal('opus');
  });

  it('refuses Vorbis, FLAC, Speex and Theora', async () => {
    for (const start of ['\x01vorbis', '\x7fFLAC', 'Speex   ', '\x80theora'])
      for (const extension of ['ogg', 'opus', 'mp3', 'txt'] as const) {
        const first = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(40)]);
        const file = Buffer.concat([page(2, first), page(0, tags), page(0, sound)]);
        expect(await detect(file, extension), start).to.equal(undefined);
      }
  });

  it('refuses Opus beside another stream', async () => {
    const theora = page(2, Buffer.concat([Buffer.from('\x80theora', 'latin1'), Buffer.alloc(40)]), 2);
    expect(await detect(Buffer.concat([page(2, head), theora, page(0, tags), page(0, sound)]), 'ogg')).to.equal(
      undefined,
    );
    expect(await detect(Buffer.concat([page(2, head), page(0, tags), theora]), 'ogg')).to.equal(undefined);
  });

  it('refuses a head alone, a broken one, and pages that lead out of the file or never end', async () => {
    expect(await detect(page(2, head), 'ogg')).to.equal(undefined);
    expect(await detect(Buffer.concat([page(2, head), page(0, tags)]), 'ogg')).to.equal(undefined);
    const noChannels = Buffer.from(head).fill(0, 9, 10);
    expect(await detect(Buffer.concat([page(2, noChannels), page(0, tags), page(0, sound)]), 'ogg')).to.equal(
      undefined,
    );
    const long = page(0, sound, 1, Array<number>(255).fill(255));
    expect(await detect(Buffer.concat([page(2, head), page(0, tags), long]), 'ogg')).to.equal(undefined);
    const empty = page(1, Buffer.alloc(0), 1, []);
    const endless = Buffer.alloc(2_700_000, empty);
    expect(await detect(Buffer.concat([page(2, head), page(0, tags), endless]), 'ogg')).to.equal(undefined);
  });
});
