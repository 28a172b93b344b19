import { demoPicture } from '../../app/demo/picture.js';

/** What a triggered message carries. */
export interface Clip {
  readonly mediaType: 'image' | 'audio';
  readonly filename: string;
  readonly bytes: Buffer;
}

export const picture: Clip = { mediaType: 'image', filename: 'postcard.jpg', bytes: demoPicture };

/** A frame of AMR: 20 ms at 12.2 kbit/s (RFC 4867, 5.3). */
const SILENCE = Buffer.alloc(32);
SILENCE[0] = 0x3c;

/** A second without a sound. */
export const voiceClip: Clip = {
  mediaType: 'audio',
  filename: 'voice.amr',
  bytes: Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: 50 }, () => SILENCE)]),
};
