import { hasAdtsFrames } from './adts.js';
import { afterId3 } from './id3.js';
import { mpegFrameAt } from './mpeg-audio.js';
import { recognized, unrecognized } from '../../../domain/model/media/recognized.js';
import { type Recogniser } from '../recogniser.js';

/** Some writers leave padding between the tag and the sound. */
const SOUND_WITHIN = 4_096;
/** The longest frame of either kind with the header of the next: 13 bits of length. */
const LONGEST_FRAME = 8_192 + 7;

/** MP3 or ADTS AAC, after ID3 tags or without: two frames in a row, where nothing but the first may be guessed. */
export const recogniseMpegSound: Recogniser = async (file) => {
  const start = await afterId3(file);
  const bytes = await file.read(start, SOUND_WITHIN + LONGEST_FRAME);
  if (hasAdtsFrames(bytes, 0)) return recognized('aac');
  const tagged = start > 0;
  for (let offset = 0; offset < (tagged ? SOUND_WITHIN : 1); offset++)
    if (hasMp3Frames(bytes, offset)) return recognized('mp3');
  return unrecognized();
};

const hasMp3Frames = (bytes: Buffer, offset: number): boolean => {
  const first = mpegFrameAt(bytes, offset);
  return first !== undefined && mpegFrameAt(bytes, offset + first.lengthBytes)?.kind === first.kind;
};
