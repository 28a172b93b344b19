import { expect } from 'chai';
import sharp from 'sharp';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { fixture } from '../support/fixture.js';
import { sample } from '../support/samples.js';
import { closeAll, mediaMessage, sandbox, sendUntil, serve, upload } from './support.js';

const codec = (name: string): Buffer => fixture(`codecs/${name}`);

const ONLY_H264 = 'Unsupported video: Only H.264 video codec and AAC audio codec supported.';
const ONE_STREAM = 'Unsupported video: single audio stream or no audio stream only.';
const DEPTH = 'Unsupported image: images must be 8-bit, RGB or RGBA.';
const MONO = 'Unsupported audio: OPUS codecs only, mono input only.';

type Case = readonly [name: string, kind: 'image' | 'video' | 'audio' | 'document', type: string, bytes: Buffer];

const untaken: readonly (readonly [...Case, details: string])[] = [
  ['a PNG of 16 bits', 'image', 'image/png', fixture('cases/depth-16.png'), DEPTH],
  ['a CMYK JPEG', 'image', 'image/jpeg', codec('cmyk.jpg'), DEPTH],
  ['a JPEG of 12 bits', 'image', 'image/jpeg', codec('12-bit.jpg'), DEPTH],
  ['a lossless JPEG', 'image', 'image/jpeg', codec('lossless.jpg'), DEPTH],
  ['an arithmetic JPEG', 'image', 'image/jpeg', codec('arithmetic.jpg'), DEPTH],
  ['a webp that says it is a JPEG', 'image', 'image/jpeg', sample('webp'), 'Image is neither JPEG nor PNG.'],
  ['HEVC', 'video', 'video/mp4', fixture('cases/hevc.mp4'), ONLY_H264],
  ['AV1', 'video', 'video/mp4', codec('av1.mp4'), ONLY_H264],
  ['H.263', 'video', 'video/3gpp', sample('3gp'), ONLY_H264],
  ['H.264 with Dolby Digital', 'video', 'video/mp4', codec('h264-ac3.mp4'), ONLY_H264],
  ['H.264 with MP3', 'video', 'video/mp4', codec('h264-mp3.mp4'), ONLY_H264],
  ['H.264 with two sound tracks', 'video', 'video/mp4', codec('h264-two-aac.mp4'), ONE_STREAM],
  ['a picture that says it is a video', 'video', 'video/mp4', sample('png'), 'Video is neither MP4 nor 3GP.'],
  ['Opus in stereo', 'audio', 'audio/ogg; codecs=opus', codec('stereo.opus'), MONO],
];

const taken: readonly Case[] = [
  ['a JPEG', 'image', 'image/jpeg', sample('jpg')],
  ['a PNG', 'image', 'image/png', sample('png')],
  ['H.264 with AAC', 'video', 'video/mp4', codec('h264-aac.mp4')],
  ['H.264 with AAC in fragments', 'video', 'video/mp4', codec('h264-aac-fragmented.mp4')],
  ['H.264 without sound', 'video', 'video/mp4', codec('h264-avc3.mp4')],
  ['the sample of a video', 'video', 'video/mp4', sample('mp4')],
  ['Opus in mono', 'audio', 'audio/ogg; codecs=opus', sample('opus')],
  ['MP3', 'audio', 'audio/mpeg', sample('mp3')],
  ['a document of any bytes', 'document', 'application/pdf', fixture('cases/hevc.mp4')],
];

describe('the sandbox with strict media', () => {
  let at: Sandbox;
  before(async () => {
    at = await sandbox({ strictMedia: true });
  });
  after(closeAll);

  const sent = async ([, kind, type, bytes]: Case, state: string) => {
    const uploaded = await upload(at, bytes, type);
    expect(uploaded.status).to.equal(200);
    return sendUntil(at, mediaMessage('+14155550123', kind, { id: uploaded.body.id }), state);
  };

  for (const [name, kind, type, bytes, details] of untaken)
    it(`accepts ${name}, and fails it later with 131053`, async () => {
      const failed = await sent([name, kind, type, bytes], 'failed');
      expect(failed.error).to.include({ code: 131053, title: 'Media upload error' });
      expect(failed.error?.error_data.details).to.equal(details);
      expect(failed.media).to.equal(null);
    });

  for (const one of taken)
    it(`delivers ${one[0]}`, async () => {
      const message = await sent(one, 'read');
      expect(message.statuses.map(({ status }) => status)).to.deep.equal(['sent', 'delivered', 'read']);
    });

  it('delivers pictures that are grey, of a palette, progressive or transparent', async () => {
    const picture = sharp(sample('png'));
    for (const [type, bytes] of [
      ['image/jpeg', await picture.clone().greyscale().toColourspace('b-w').jpeg({ progressive: true }).toBuffer()],
      ['image/png', await picture.clone().png({ palette: true }).toBuffer()],
      ['image/png', await picture.clone().ensureAlpha(0.5).png({ progressive: true }).toBuffer()],
    ] as const)
      await sent(['', 'image', type, bytes], 'read');
  });

  it('judges what a link brings likewise', async () => {
    const origin = await serve((req, res) => {
      const bytes = req.url === '/bad' ? fixture('cases/hevc.mp4') : codec('h264-aac.mp4');
      res.writeHead(200, { 'content-type': 'video/mp4' }).end(bytes);
    });
    const failed = await sendUntil(at, mediaMessage('+14155550123', 'video', { link: `${origin}/bad` }), 'failed');
    expect(failed.error?.error_data.details).to.equal(ONLY_H264);
    expect(failed.media).to.equal(null);
    await sendUntil(at, mediaMessage('+14155550123', 'video', { link: `${origin}/good` }), 'read');
  });

  it('survives headers that are cut, point nowhere or claim everything', async () => {
    const video = codec('h264-aac.mp4');
    const from = video.indexOf('moov');
    for (const [box, hex, state] of [
      ['stsd', '00000000ffffffffffffffff', 'read'],
      ['stsd', '000000000000000100000001', 'read'],
      ['esds', 'ffffffffffffffffffffffff', 'failed'],
      ['trak', '0000000000000000', 'read'],
    ] as const) {
      const changed = Buffer.from(video);
      changed.write(hex, changed.lastIndexOf(box) + 4, 'hex');
      await sent(['', 'video', 'video/mp4', changed], state);
    }
    await sent(['', 'video', 'video/mp4', video.subarray(0, from + 20)], 'read');
    for (const length of [3, 10, 20, 100])
      await sent(['', 'image', 'image/jpeg', sample('jpg').subarray(0, length)], 'read');
  });

  it('looks at a video of boxes throughout in a bounded time', async () => {
    const video = codec('hvc1.mp4');
    const movie = video.indexOf('moov') - 4;
    const track = video.indexOf('trak', movie) - 4;
    const empty = Buffer.alloc(8_000, Buffer.from('0000000866726565', 'hex'));
    const piece = Buffer.concat([video.subarray(track, track + video.readUInt32BE(track)), empty]);
    piece.writeUInt32BE(piece.length, 0);
    const pieces = Array<Buffer>(1_500).fill(piece);
    const hostile = Buffer.concat([video.subarray(0, track), ...pieces]);
    hostile.writeUInt32BE(hostile.length - movie, movie);
    const failed = await sent(['', 'video', 'video/mp4', hostile], 'failed');
    expect(failed.error?.error_data.details).to.equal(ONLY_H264);
  });

  it('is not the default', async () => {
    const lenient = await sandbox();
    const { body } = await upload(lenient, fixture('cases/hevc.mp4'), 'video/mp4');
    await sendUntil(lenient, mediaMessage('+14155550123', 'video', { id: body.id }), 'read');
  });
});
